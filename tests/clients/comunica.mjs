// Asks an endpoint some queries with Comunica and prints the answers as JSON: node comunica.mjs ADDRESS
import { QueryEngine } from "@comunica/query-sparql";

const context = { sources: [{ type: "sparql", value: process.argv[2] }] };
const prefixes = "PREFIX lfr: <https://w3id.org/lfr-kg/def/> PREFIX dct: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> ";
const engine = new QueryEngine();

const bindings = await engine.queryBindings(
  `${prefixes} SELECT ?norm ?statement { ?norm a lfr:Prohibition ; lfr:statement ?statement }`,
  context,
);
const rows = await bindings.map((row) => [row.get("norm").value, row.get("statement").value, row.get("statement").language]).toArray();
const quads = await engine.queryQuads(`${prefixes} CONSTRUCT { ?act foaf:name ?title } { ?act a lfr:Act ; dct:title ?title }`, context);
const graph = await quads.map((quad) => [quad.subject.value, quad.object.value]).toArray();
const truth = await engine.queryBoolean(`${prefixes} ASK { ?norm a lfr:Obligation }`, context);
console.log(JSON.stringify({ rows, graph, truth }));

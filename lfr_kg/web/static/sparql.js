// Makes the SPARQL page an editor (Yasgui) where that is installed. Without this script the page is a form and works as it is.
// Nothing here asks another host: prefixes, classes and properties come from this service's own description.
'use strict';

(function () {
  const plain = document.getElementById('plain');
  const field = document.getElementById('query');
  if (typeof Yasgui === 'undefined' || !plain || !field) return;

  const HOME = new URL('../', document.currentScript.src).href;
  const VOID = 'http://rdfs.org/ns/void#';
  let description;

  // The IRIs that the description gives as values of a VoID property: the classes or the properties in use.
  async function described(name) {
    description = description || fetch(HOME + '.well-known/void', { headers: { Accept: 'application/n-triples' } }).then((answer) => answer.text());
    const found = [];
    for (const line of (await description).split('\n')) {
      const match = line.match(/^\S+ <([^>]+)> <([^>]+)> \.$/);
      if (match && match[1] === VOID + name) found.push(match[2]);
    }
    return found.sort();
  }

  // PREFIX lines of the questions hold the project's prefixes: one table, one place.
  function prefixesIn(questions) {
    const found = {};
    for (const question of questions) {
      for (const match of question.query.matchAll(/^PREFIX (\w+): <([^>]+)>$/gm)) found[match[1]] = match[2];
    }
    return found;
  }

  function fillLibrary(questions, show) {
    const select = document.getElementById('library');
    let group = null;
    questions.forEach((question, number) => {
      if (!group || group.label !== question.group) {
        group = document.createElement('optgroup');
        group.label = question.group;
        select.append(group);
      }
      group.append(new Option(question.title, String(number)));
    });
    select.addEventListener('change', () => {
      if (select.value) show(questions[Number(select.value)]);
    });
  }

  async function start() {
    const questions = await fetch(HOME + 'questions.json').then((answer) => answer.json());
    const prefixes = prefixesIn(questions);
    const Yasqe = Yasgui.Yasqe;
    Yasqe.defaults.prefixCcApi = null;
    Yasqe.forkAutocompleter('class', { name: 'classes-here', persistenceId: null, bulk: true, get: () => described('class') });
    Yasqe.forkAutocompleter('property', { name: 'properties-here', persistenceId: null, bulk: true, get: () => described('property') });
    Yasqe.forkAutocompleter('prefixes', {
      name: 'prefixes-here',
      persistenceId: null,
      bulk: true,
      get: () => Object.keys(prefixes).map((name) => `${name}: <${prefixes[name]}>`),
    });
    Yasqe.defaults.autocompleters = ['variables', 'prefixes-here', 'classes-here', 'properties-here'];

    const place = document.getElementById('editor');
    place.hidden = false;
    const yasgui = new Yasgui(document.getElementById('yasgui'), {
      requestConfig: { endpoint: HOME + 'sparql', method: 'POST' },
      copyEndpointOnNewTab: true,
      populateFromUrl: false,
      persistenceId: null,
      autofocus: false,
      yasr: { prefixes, persistenceId: null },
      yasqe: { value: field.value, persistenceId: null, createShareableLink: (yasqe) => link(yasqe.getValue()) },
    });
    const show = (text) => {
      const yasqe = yasgui.getTab().getYasqe();
      yasqe.setValue(text);
      // Tab moves on, as everywhere else; a keyboard is not to be caught in the editor.
      yasqe.setOption('extraKeys', Object.assign({}, yasqe.getOption('extraKeys'), { Tab: false, 'Shift-Tab': false }));
    };
    show(field.value);
    plain.open = false;
    yasgui.on('query', () => document.getElementById('answer').replaceChildren());
    fillLibrary(questions, (question) => show(question.query));
    document.documentElement.dataset.editor = 'ready';
  }

  function link(text) {
    return HOME + 'sparql?' + new URLSearchParams({ query: text });
  }

  start().catch((error) => {
    document.getElementById('editor').hidden = true;
    plain.open = true;
    console.warn('The editor did not start; the plain form works.', error);
  });
})();

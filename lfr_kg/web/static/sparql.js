// Makes the query box of the SPARQL page an editor (Yasqe) where that is installed. Without this script the page is a form and works as it is.
// Nothing here asks another host: prefixes and names come from this service's own graph, and an answer is the page that the form leads to.
'use strict';

(function () {
  const field = document.getElementById('query');
  if (typeof Yasqe === 'undefined' || !field) return;

  const HOME = new URL('../', document.currentScript.src).href;
  const LONGEST = 6000; // characters of an address that every browser and proxy takes; a longer query is sent as a body
  const MOST = 60; // names offered at once
  const WORD = /[?$]\w*$|[\w:.-]*$/;
  const TERMINALS = [
    [/^VAR/, 'a variable (?x)'],
    [/^(IRI_REF|PNAME)/, 'a name (lfr:bearer)'],
    [/^STRING/, 'text in quotes'],
    [/^(INTEGER|DECIMAL|DOUBLE)/, 'a number'],
    [/^(BLANK|ANON)/, 'a blank node'],
    [/^NIL/, '()'],
  ];
  const form = field.form;
  const doubt = document.getElementById('doubt');
  const given = (name) => fetch(HOME + name).then((answer) => answer.json());

  // The grammar of the editor, with the prefixes that this service knows without PREFIX lines.
  function defineMode(prefixes) {
    const grammar = Yasqe.getMode({ indentUnit: 2 }, 'sparql11');
    const startState = () => {
      const state = grammar.startState();
      Object.assign(state.prefixes, prefixes);
      return state;
    };
    Yasqe.defineMode('sparql-here', () => Object.assign({}, grammar, { startState }));
  }

  // Where the grammar stops understanding the query, in words; null where it is understood as far as it goes.
  function firstDoubt(yasqe) {
    const doc = yasqe.getDoc();
    for (let line = 0; line < doc.lineCount(); line++) {
      const text = doc.getLine(line);
      const state = yasqe.getTokenAt({ line, ch: text.length }, true).state;
      if (state.OK) continue;
      const from = Math.min(state.errorStartPos || 0, text.length);
      const what = text.slice(from, state.errorEndPos).trim() || text.trim();
      const undefinedPrefix = state.errorMsg && /^([\w.-]*):/.exec(what);
      if (undefinedPrefix) return { line, words: `the prefix “${undefinedPrefix[1]}:” is not known here. Declare it with a PREFIX line at the top.` };
      const fits = [...new Set((state.possibleCurrent || []).map((name) => (TERMINALS.find(([test]) => test.test(name)) || [0, name])[1]))];
      fits.sort((one, other) => /^\W/.test(one) - /^\W/.test(other) || /^[A-Z]/.test(one) - /^[A-Z]/.test(other));
      const list = fits.slice(0, 8).join(', ') + (fits.length > 8 ? ' and others' : '');
      return { line, words: `“${what.slice(0, 40)}” does not fit here.` + (list ? ` What fits: ${list}.` : '') };
    }
    return null;
  }

  function mark(yasqe, line) {
    yasqe.clearGutter('gutterErrorBar');
    yasqe.eachLine((each) => yasqe.removeLineClass(each, 'background', 'doubted'));
    if (line === null || line >= yasqe.getDoc().lineCount()) return;
    const sign = document.createElement('span');
    sign.className = 'doubt-sign';
    sign.setAttribute('aria-hidden', 'true');
    sign.textContent = '!';
    yasqe.setGutterMarker(line, 'gutterErrorBar', sign);
    yasqe.addLineClass(line, 'background', 'doubted');
  }

  // What may stand where the cursor is: variables of the query, or names whose beginning, any part, or words hold what is written.
  function offered(yasqe, names) {
    const cursor = yasqe.getDoc().getCursor();
    const before = yasqe.getDoc().getLine(cursor.line).slice(0, cursor.ch);
    const word = WORD.exec(before)[0];
    const from = { line: cursor.line, ch: cursor.ch - word.length };
    const wanted = word.toLowerCase();
    if (/^[?$]/.test(word)) {
      const used = new Set(yasqe.getValue().match(/[?$]\w+/g));
      used.delete(word);
      return { from, to: cursor, list: [...used].filter((name) => name.toLowerCase().startsWith(wanted)).sort().map((name) => ({ text: name })) };
    }
    const isType = /(\ba|rdf:type)\s+$/.test(before.slice(0, from.ch));
    const rank = ({ name, label }) => {
      const small = name.toLowerCase();
      if (small.startsWith(wanted)) return 0;
      const local = small.indexOf(':') + 1;
      const [prefix, rest] = wanted.includes(':') ? wanted.split(':') : ['', wanted];
      if (prefix && !small.startsWith(prefix + ':')) return 9;
      if (small.startsWith(rest, local)) return 1;
      if (label.toLowerCase().startsWith(rest)) return 2;
      return small.includes(rest, local) || label.toLowerCase().includes(rest) ? 3 : 9;
    };
    const found = names.filter((each) => !isType || each.kind === 'class').map((each) => [rank(each), each]).filter(([place]) => place < 9);
    if (found.length === 1 && found[0][1].name === word) found.pop();
    const list = found.sort((one, other) => one[0] - other[0]).slice(0, MOST);
    return { from, to: cursor, list: list.map(([, each]) => ({ text: each.name, label: each.label, render: drawn })) };
  }

  function drawn(place, _, each) {
    const label = document.createElement('span');
    label.className = 'hint-label';
    label.textContent = each.label;
    place.append(each.text, ' ', label);
  }

  function fillLibrary(questions, show) {
    const select = document.getElementById('library');
    const about = document.getElementById('library-about');
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
      const chosen = select.value && questions[Number(select.value)];
      about.textContent = '';
      if (!chosen) return;
      const link = document.createElement('a');
      link.href = chosen.page;
      link.textContent = 'Ask it with other values on its own page';
      about.append(chosen.description, ' ', link, '.');
      show(chosen.query);
    });
  }

  async function start() {
    const [questions, { prefixes, names }] = await Promise.all([given('questions.json'), given('sparql/names.json')]);
    defineMode(prefixes);
    const place = document.getElementById('editor');
    place.hidden = false;
    new Yasqe(place, {
      mode: 'sparql-here',
      value: field.value,
      syntaxErrorCheck: false, // the doubts below are in words, and know the prefixes
      autocompleters: [],
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: 'auto',
      viewportMargin: Infinity,
    });
    // What Yasqe hands out is a copy of the editor, whose operations would cross those of the editor itself.
    const yasqe = place.querySelector('.CodeMirror').CodeMirror;
    const hint = () => {
      const found = offered(yasqe, names);
      Yasqe.on(found, 'shown', () => document.querySelector('.CodeMirror-hints').setAttribute('aria-label', 'Names that fit'));
      return found;
    };
    const complete = () => yasqe.showHint({ hint, completeSingle: false, closeCharacters: /[\s{}();,<>]/ });
    // Tab moves on, as everywhere else: a keyboard is not to be caught in the editor.
    yasqe.setOption('extraKeys', {
      Tab: false,
      'Shift-Tab': false,
      Esc: () => yasqe.getInputField().blur(),
      'Ctrl-Space': complete,
      'Ctrl-/': () => yasqe.commentLines(),
      'Ctrl-Enter': () => form.requestSubmit(),
      'Cmd-Enter': () => form.requestSubmit(),
    });
    yasqe.on('inputRead', (_, change) => {
      const word = WORD.exec(yasqe.getDoc().getLine(change.from.line).slice(0, change.from.ch + 1))[0];
      if (/^[?$]\w|\w:/.test(word)) complete();
    });

    const box = yasqe.getInputField();
    box.id = 'query-box';
    box.setAttribute('aria-describedby', 'query-hint query-keys doubt');
    document.querySelector('label[for="query"]').htmlFor = box.id;
    field.hidden = true;
    form.noValidate = true;

    let waiting;
    const look = () => {
      const found = firstDoubt(yasqe);
      mark(yasqe, found && found.line);
      doubt.textContent = found ? `Line ${found.line + 1}: ${found.words}` : '';
    };
    yasqe.on('change', () => {
      field.value = yasqe.getValue();
      doubt.textContent = '';
      clearTimeout(waiting);
      waiting = setTimeout(look, 700);
    });
    form.addEventListener('submit', () => {
      field.value = yasqe.getValue();
      form.method = encodeURIComponent(field.value).length > LONGEST ? 'post' : 'get';
    });
    const wrong = document.getElementById('problem');
    if (wrong && wrong.dataset.line) mark(yasqe, Number(wrong.dataset.line) - 1);
    fillLibrary(questions, (text) => yasqe.setValue(text));
    document.documentElement.dataset.editor = 'ready';
  }

  start().catch((error) => {
    document.getElementById('editor').hidden = true;
    field.hidden = false;
    console.warn('The editor did not start; the plain form works.', error);
  });
})();

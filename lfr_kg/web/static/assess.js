// Many files: each sent and assessed by itself, with progress, a table of what came of it, and all answers to save. What comes back is
// held in this page and nowhere else. Without this script the form sends all files at once.
const HOME = new URL('../', import.meta.url).href
const form = document.getElementById('send')
// By its name alone: GOV.UK Frontend gives its id to a button.
const input = form.querySelector('input[name=files]')
const choice = document.getElementById('singly')
const batch = document.getElementById('batch')
const bar = document.getElementById('batch-bar')
const told = document.getElementById('batch-told')
const rows = document.getElementById('batch-rows')
const stop = document.getElementById('batch-stop')
const save = document.getElementById('batch-save')
const verdicts = [...batch.querySelectorAll('th[data-verdict]')].map((cell) => cell.dataset.verdict)
let lines = []
let running = null

function chosen () {
  return [...input.files]
}

function isMany () {
  return chosen().length > Number(form.dataset.many)
}

function cell (kind, text, name = '') {
  const made = document.createElement(kind)
  made.textContent = text
  made.className = name
  if (kind === 'th') made.scope = 'row'
  return made
}

function button (text, hidden, act) {
  const made = cell('button', text, 'govuk-button govuk-button--secondary')
  made.type = 'button'
  made.append(cell('span', hidden, 'govuk-visually-hidden'))
  made.addEventListener('click', act)
  return made
}

function fields (file, times) {
  const data = new FormData()
  data.append('files', file)
  for (const [name, value] of Object.entries(times)) if (value) data.append(name, value)
  return data
}

// The page of one file's result: the file is sent again, as the form would send it, with the time of the first assessment.
function open (file, times) {
  const again = document.createElement('form')
  Object.assign(again, { method: 'post', action: HOME + 'assess', enctype: 'multipart/form-data', target: '_blank', rel: 'noopener', hidden: true })
  for (const [name, value] of Object.entries({ ...times, format: 'html' })) {
    again.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
  }
  const carried = new DataTransfer()
  carried.items.add(file)
  again.append(Object.assign(document.createElement('input'), { type: 'file', name: 'files', files: carried.files }))
  document.body.append(again)
  again.submit()
  again.remove()
}

function showProblem (file, problem) {
  const row = document.createElement('tr')
  const why = cell('td', problem.message, 'bad')
  why.colSpan = verdicts.length + 2
  row.append(cell('th', file.name), why)
  rows.append(row)
}

function showAnswer (file, answer, times) {
  for (const deployment of answer.deployments) {
    const row = document.createElement('tr')
    row.append(cell('th', file.name), cell('td', deployment.identifier || deployment.id))
    for (const verdict of verdicts) row.append(cell('td', deployment.summary[verdict] ?? 0, 'number'))
    const last = document.createElement('td')
    last.append(button('Open', `the result of ${file.name}, in a new tab`, () => open(file, times)))
    row.append(last)
    rows.append(row)
  }
  if (!answer.deployments.length) showProblem(file, { message: 'No deployment is described in this file.' })
}

// One line of the file that is saved, as `lfr-kg assess FOLDER --out FILE` writes it. The answer's own text is kept, so that numbers stay as they were written.
function line (file, text) {
  return `{"file":${JSON.stringify(file.name)},${text.trim().slice(1).replace(/\s*\n\s*/g, '')}\n`
}

async function problemOf (response) {
  const isTold = response.headers.get('Content-Type')?.includes('json')
  const details = isTold ? await response.json() : {}
  const place = details.line ? ` Line ${details.line} reads: ${details.excerpt ?? ''}` : ''
  return { status: response.status, message: (details.detail || `The service answered ${response.status}.`) + place }
}

async function assess (file, times, signal) {
  let response
  try {
    response = await fetch(HOME + 'assess', { method: 'POST', body: fields(file, times), headers: { Accept: 'application/json' }, signal })
    if (response.ok) return { text: await response.text() }
    return { problem: await problemOf(response) }
  } catch (error) {
    if (signal.aborted) throw error
    return { problem: { status: 0, message: 'The file could not be read, or the service could not be reached.' } }
  }
}

async function run (files) {
  const given = form.elements
  const times = { as_at: given.as_at.value, at_local: given.at_local.value }
  const signal = (running = new AbortController()).signal
  let done = 0
  let failed = 0
  lines = []
  rows.replaceChildren()
  bar.max = files.length
  bar.value = 0
  batch.hidden = stop.hidden = false
  save.hidden = true
  const tell = (more = '') => { told.textContent = `${done} of ${files.length} assessed${failed ? `, ${failed} of them not readable` : ''}${more}` }
  tell()
  batch.querySelector('h2').focus()
  try {
    for (const file of files) {
      const { text, problem } = await assess(file, times, signal)
      if (problem) {
        failed += 1
        showProblem(file, problem)
        lines.push(`${JSON.stringify({ file: file.name, error: problem })}\n`)
      } else {
        const answer = JSON.parse(text)
        // One instant for all, by the service's clock, so that the same is overdue in each.
        times.at = answer.receipt.assessedAt
        showAnswer(file, answer, { as_at: times.as_at, at: times.at })
        lines.push(new Blob([line(file, text)]))
      }
      done += 1
      bar.value = done
      tell()
    }
    tell('. Finished.')
  } catch (error) {
    if (!signal.aborted) throw error
    tell('. Stopped.')
  } finally {
    running = null
    stop.hidden = true
    save.hidden = lines.length === 0
  }
}

input.addEventListener('change', () => { choice.closest('.singly').hidden = !isMany() })
form.addEventListener('submit', (event) => {
  if (!isMany() || !choice.checked) return
  event.preventDefault()
  if (running) return
  const text = form.elements.text.value.trim()
  run(text ? [...chosen(), new File([text], 'the text', { type: form.elements.type.value })] : chosen())
})
stop.addEventListener('click', () => running?.abort())
save.addEventListener('click', () => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }))
  link.download = 'assessments.ndjson'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
})
choice.closest('.singly').hidden = !isMany()

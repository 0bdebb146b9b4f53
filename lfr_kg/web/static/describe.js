// A comfort, and nothing more: the browser asks before it leaves a description that was typed and not saved. The form works without it.
const form = document.getElementById('form')
let isChanged = form.elements.draft.value !== '' && !form.dataset.loaded
let isSending = false

form.addEventListener('input', () => { isChanged = true })
form.addEventListener('submit', (event) => {
  const saves = event.submitter?.value.startsWith('save ')
  isSending = true
  if (saves) {
    isChanged = false
    setTimeout(() => { isSending = false }, 2000)
  }
})
window.addEventListener('beforeunload', (event) => {
  if (isChanged && !isSending) event.preventDefault()
})

// A slider beside the box for the day, over the days on which the law changed. The box alone does the same, more exactly.
const box = document.getElementById('date')
const slider = document.getElementById('slider')
const said = document.getElementById('slider-day')
const days = slider.dataset.days.split(' ')
const HERE = '#slider'
const PAUSE = 800
let waiting

function inWords (day) {
  return new Date(day + 'T00:00:00Z').toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}

// Where the slider stands for a day: at the last change up to it, or at the first of all.
function show (day) {
  slider.value = Math.max(0, days.findLastIndex((each) => each <= day))
  tell(day)
}

function tell (day) {
  said.value = inWords(day)
  slider.setAttribute('aria-valuetext', inWords(day))
}

function go () {
  clearTimeout(waiting)
  const day = days[Number(slider.value)]
  if (day !== slider.dataset.day) window.location.assign(new URL('../law?date=', import.meta.url) + day + HERE)
}

slider.max = days.length - 1
slider.addEventListener('input', () => {
  clearTimeout(waiting)
  const day = days[Number(slider.value)]
  box.value = day
  tell(day)
})
// Every press of a key is a change of its own, so the page waits for the hand to rest.
slider.addEventListener('change', () => {
  clearTimeout(waiting)
  waiting = setTimeout(go, PAUSE)
})
box.addEventListener('input', () => clearTimeout(waiting))
// Also after the way back, where browsers put the box and the slider as they were left.
window.addEventListener('pageshow', () => {
  clearTimeout(waiting)
  box.value = slider.dataset.day
  show(slider.dataset.day)
})
show(slider.dataset.day)
slider.closest('[hidden]').hidden = false
if (window.location.hash === HERE) slider.focus()

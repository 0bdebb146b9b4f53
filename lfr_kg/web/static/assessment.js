// Back returns to the result as it was being read. The page itself comes from the browser's own cache (Cache-Control: private); what the
// reader had unfolded is noted here as numbers, for this tab alone, under the hash of the receipt. history.replaceState would not do: it
// turns the entry of a page that was posted for into one that is asked for by GET.
const folds = [...document.querySelectorAll('main details')]
const name = 'unfolded ' + document.querySelector('main [data-receipt]').dataset.receipt

function note () {
  try {
    sessionStorage.setItem(name, JSON.stringify(folds.flatMap((fold, number) => (fold.open ? [number] : []))))
  } catch {} // storage is full or not allowed: the page is folded when it comes back, and nothing worse
}

if (performance.getEntriesByType('navigation')[0]?.type === 'back_forward') {
  const noted = new Set(JSON.parse(sessionStorage.getItem(name) ?? 'null') ?? folds.flatMap((fold, number) => (fold.open ? [number] : [])))
  folds.forEach((fold, number) => { fold.open = noted.has(number) })
}
document.addEventListener('toggle', note, true)

// Small comforts of GOV.UK Frontend (menu on narrow screens, dropping files); every page works without them.
import { initAll } from './vendor/govuk-frontend.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

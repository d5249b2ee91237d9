// The shop's only script: the basket, and the links that open the chat.
'use strict'

const LAMPS = {
  larch: { name: 'Larch', kind: 'table lamp', pence: 12800 },
  gate: { name: 'Gate', kind: 'hanging lantern', pence: 18600 },
  creamery: { name: 'Creamery', kind: 'kitchen pendant', pence: 14200 },
  drover: { name: 'Drover', kind: 'path lamp', pence: 16400 },
  storm: { name: 'Storm', kind: 'carrying lantern', pence: 7400 },
  harbour: { name: 'Harbour', kind: 'wall light', pence: 16800 },
}
const DELIVERY_PENCE = 900
const FREE_DELIVERY_FROM_PENCE = 25000
const MOST_OF_ONE = 20
const KEY = 'fernhill-basket'

// ---- The basket: a Map of lamp id → quantity, kept in this browser -------------------------------------------------

// Storage holds ids and quantities only. Anybody can edit it, so names and prices always come from LAMPS.
function readBasket() {
  let stored
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? '[]')
  } catch {
    return new Map() // storage is forbidden, or what it holds is not ours
  }
  const basket = new Map()
  for (const line of Array.isArray(stored) ? stored : []) {
    if (Array.isArray(line) && Object.hasOwn(LAMPS, line[0]) && mayQuantity(line[1])) basket.set(line[0], line[1])
  }
  return basket
}

function writeBasket(basket) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...basket]))
    return true
  } catch {
    return false
  }
}

const mayQuantity = (n) => Number.isInteger(n) && n >= 1 && n <= MOST_OF_ONE

const pounds = (pence) => '£' + (pence % 100 ? (pence / 100).toFixed(2) : String(pence / 100))

function drawCount() {
  let count = 0
  for (const quantity of readBasket().values()) count += quantity
  const badge = document.querySelector('[data-basket-count]')
  badge.textContent = String(count)
  badge.hidden = count === 0
}

// ---- A lamp's page ---------------------------------------------------------------------------------------------------

const form = document.querySelector('[data-add]')
form?.addEventListener('submit', (event) => {
  event.preventDefault()
  const id = form.dataset.add
  const basket = readBasket()
  const wanted = (basket.get(id) ?? 0) + form.elements.quantity.valueAsNumber
  basket.set(id, Math.min(wanted, MOST_OF_ONE))

  const note = form.querySelector('[data-added]')
  if (!writeBasket(basket)) {
    note.textContent = 'This browser does not let us keep a basket. Please order by telephone: 01632 960 114.'
    return
  }
  const link = document.createElement('a')
  link.href = 'cart.html'
  link.textContent = 'See the basket'
  note.replaceChildren(wanted > MOST_OF_ONE ? `We make at most ${MOST_OF_ONE} at a time. ` : 'It’s in the basket. ', link)
  drawCount()
})

// ---- The basket's page -----------------------------------------------------------------------------------------------

const lines = document.querySelector('[data-basket-lines]')

function drawBasket() {
  const basket = readBasket()
  document.querySelector('[data-basket-empty]').hidden = basket.size > 0
  document.querySelector('[data-basket-full]').hidden = basket.size === 0
  lines.replaceChildren(...[...basket].map(([id, quantity]) => drawLine(id, quantity)))
  drawSum(basket)
}

function drawLine(id, quantity) {
  const lamp = LAMPS[id]
  const line = document.getElementById('line').content.cloneNode(true).firstElementChild
  line.querySelector('img').src = `images/lamp-${id}.svg`
  line.querySelector('.line-name a').textContent = lamp.name
  line.querySelector('.line-name a').href = `product-${id}.html`
  line.querySelector('.line-name span').textContent = `${lamp.kind}, ${pounds(lamp.pence)}\u00a0each`
  const price = line.querySelector('.line-price')
  price.textContent = pounds(lamp.pence * quantity)

  // The line is changed where it stands: drawing it anew would take the focus out of the field.
  const input = line.querySelector('input')
  input.value = String(quantity)
  input.setAttribute('aria-label', `How many of ${lamp.name}`)
  input.addEventListener('change', () => {
    const basket = readBasket()
    if (mayQuantity(input.valueAsNumber)) basket.set(id, input.valueAsNumber)
    input.value = String(basket.get(id) ?? 1)
    writeBasket(basket)
    price.textContent = pounds(lamp.pence * (basket.get(id) ?? 1))
    drawSum(basket)
    drawCount()
  })

  const remove = line.querySelector('button')
  remove.setAttribute('aria-label', `Remove ${lamp.name}`)
  remove.addEventListener('click', () => {
    const basket = readBasket()
    basket.delete(id)
    writeBasket(basket)
    drawBasket()
    drawCount()
    document.getElementById('basket-title').focus() // the button that had the focus is gone
    document.querySelector('[data-basket-said]').textContent = `${lamp.name} removed.`
  })
  return line
}

function drawSum(basket) {
  let goods = 0
  for (const [id, quantity] of basket) goods += LAMPS[id].pence * quantity
  const delivery = goods >= FREE_DELIVERY_FROM_PENCE ? 0 : DELIVERY_PENCE
  const put = (name, text) => { document.querySelector(`[data-sum="${name}"]`).textContent = text }
  put('goods', pounds(goods))
  put('delivery', delivery ? pounds(delivery) : 'free')
  put('total', pounds(goods + delivery))
  put('hint', delivery ? `Sending is free from ${pounds(FREE_DELIVERY_FROM_PENCE)}.` : '')
}

document.querySelector('[data-checkout]')?.addEventListener('click', () => {
  document.querySelector('[data-checkout-said]').textContent =
    'This is where the demonstration ends: nothing was ordered, and nothing was sent.'
})

// ---- Every page ------------------------------------------------------------------------------------------------------

// A link with data-chat opens the chat; where there is none (blocked, still loading) it stays an ordinary link.
document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-chat]') || !window.Porchlight) return
  event.preventDefault()
  window.Porchlight('show')
})

function draw() {
  drawCount()
  if (lines) drawBasket()
}
draw()
window.addEventListener('storage', draw) // another tab changed the basket
window.addEventListener('pageshow', (event) => event.persisted && draw()) // back to a page the browser kept whole

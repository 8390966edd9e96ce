// Looks at a page: finds an element and judges whether it can be acted on, or lists all elements, in one round trip.
// It runs as the body of a function with two arguments: a command and what it needs. Also an engine that knows little
// of new syntax runs it.
const command = arguments[0];
const input = arguments[1] || {};

const LONGEST_TEXT = 1000000;
const MOST_KIN = 500;
const TRAITS = ['id', 'name', 'class', 'type', 'href', 'alt', 'title', 'placeholder', 'aria-label', 'data-testid',
  'data-test', 'data-qa', 'for'];
const HTML = 'http://www.w3.org/1999/xhtml';
const UNSEEN = {SCRIPT: 1, STYLE: 1, NOSCRIPT: 1, TEMPLATE: 1, HEAD: 1, TITLE: 1, META: 1, LINK: 1, BASE: 1};
const BUTTON_TYPES = {button: 1, submit: 1, reset: 1, image: 1};
const ROLES = {
  A: 'link', AREA: 'link', BUTTON: 'button', SUMMARY: 'button', SELECT: 'combobox', OPTION: 'option', TEXTAREA: 'textbox',
  H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading', H5: 'heading', H6: 'heading', IMG: 'img', UL: 'list',
  OL: 'list', LI: 'listitem', TABLE: 'table', TR: 'row', TD: 'cell', TH: 'columnheader', DIALOG: 'dialog',
  NAV: 'navigation', MAIN: 'main', FORM: 'form', PROGRESS: 'progressbar', HR: 'separator', FIELDSET: 'group',
};
const INPUT_ROLES = {
  checkbox: 'checkbox', radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox', button: 'button',
  submit: 'button', reset: 'button', image: 'button',
};

function tidy(text) {
  return String(text === null || text === undefined ? '' : text).replace(/\s+/g, ' ').trim();
}

function inputType(el) {
  return el.tagName === 'INPUT' ? String(el.type || 'text').toLowerCase() : '';
}

function attribute(el, name) {
  return el.getAttribute ? el.getAttribute(name) : null;
}

function frameDocument(el) {
  if (el.tagName !== 'IFRAME' && el.tagName !== 'FRAME') {
    return null;
  }
  try {
    return el.contentDocument;
  } catch (e) {
    return null;
  }
}

// Everything below a root, in the order in which it is seen, through shadow trees and frames of the same origin.
function walk(root, visit) {
  const all = root.querySelectorAll('*');
  for (let i = 0; i < all.length; i++) {
    visit(all[i]);
    if (all[i].shadowRoot) {
      walk(all[i].shadowRoot, visit);
    }
    const inner = frameDocument(all[i]);
    if (inner) {
      walk(inner, visit);
    }
  }
}

function everything(root) {
  const found = [];
  walk(root, function (el) { found.push(el); });
  return found;
}

// The roots below one: itself, shadow trees and frames.
function rootsBelow(root) {
  const roots = [root];
  walk(root, function (el) {
    if (el.shadowRoot) {
      roots.push(el.shadowRoot);
    }
    const inner = frameDocument(el);
    if (inner) {
      roots.push(inner);
    }
  });
  return roots;
}

// What a later part of a locator is looked for in.
function inside(el) {
  return frameDocument(el) || el.shadowRoot || el;
}

function hostOf(node) {
  return node.parentNode || node.host || null;
}

function frameOf(doc) {
  try {
    return doc.defaultView && doc.defaultView.frameElement;
  } catch (e) {
    return null;
  }
}

// Where the corner of an element's own document is in the visible part of the whole page.
function offset(el) {
  let x = 0;
  let y = 0;
  for (let frame = frameOf(el.ownerDocument); frame; frame = frameOf(frame.ownerDocument)) {
    const rect = frame.getBoundingClientRect();
    x += rect.left + frame.clientLeft;
    y += rect.top + frame.clientTop;
  }
  return {x: x, y: y};
}

function rendered(el) {
  const box = el.tagName === 'OPTION' || el.tagName === 'OPTGROUP' ? el.closest('select') || el : el;
  const rect = box.getBoundingClientRect();
  return rect.width > 0 && rect.height > 0;
}

function visible(el) {
  if (!rendered(el)) {
    return false;
  }
  const view = el.ownerDocument.defaultView;
  if (!view || view.getComputedStyle(el).visibility !== 'visible' || el.closest('details:not([open]) > :not(summary)')) {
    return false;
  }
  const frame = frameOf(el.ownerDocument);
  return !frame || visible(frame);
}

function enabled(el) {
  if (el.disabled || (el.closest && el.closest('[aria-disabled="true"]'))) {
    return false;
  }
  const fieldset = el.closest ? el.closest('fieldset[disabled]') : null;
  return !(fieldset && /^(INPUT|BUTTON|SELECT|TEXTAREA)$/.test(el.tagName) && !el.closest('fieldset[disabled] > legend'));
}

function editable(el) {
  const type = inputType(el);
  if (el.tagName === 'INPUT') {
    return !BUTTON_TYPES[type] && type !== 'checkbox' && type !== 'radio' && !el.readOnly;
  }
  return el.tagName === 'SELECT' || (el.tagName === 'TEXTAREA' && !el.readOnly) || el.isContentEditable === true;
}

// The names by which people call an element, beside the text within it.
function names(el) {
  const found = [attribute(el, 'aria-label'), attribute(el, 'alt'), attribute(el, 'title'), attribute(el, 'placeholder')];
  const by = attribute(el, 'aria-labelledby');
  if (by) {
    found.push(by.split(/\s+/).map(function (id) {
      const label = el.ownerDocument.getElementById(id);
      return label ? label.textContent : '';
    }).join(' '));
  }
  if (BUTTON_TYPES[inputType(el)]) {
    found.push(el.value || (inputType(el) === 'submit' ? 'Submit' : inputType(el) === 'reset' ? 'Reset' : ''));
  }
  return found.filter(function (name) { return name; }).map(tidy);
}

function labels(el) {
  const found = [];
  if (el.labels) {
    for (let i = 0; i < el.labels.length; i++) {
      found.push(tidy(el.labels[i].textContent));
    }
  }
  return found;
}

// The text within an element. That of scripts and styles is none.
function words(el) {
  if (UNSEEN[el.tagName]) {
    return '';
  }
  if (!el.querySelector('script, style, noscript')) {
    return tidy(el.textContent);
  }
  const texts = el.ownerDocument.createTreeWalker(el, 5, function (node) {
    return node.nodeType === 1 && UNSEEN[node.tagName] ? 2 : 1;
  });
  let found = '';
  while (texts.nextNode()) {
    found += texts.currentNode.nodeType === 3 ? texts.currentNode.data : '';
  }
  return tidy(found);
}

function textOf(el) {
  if (el.tagName === 'INPUT' && (inputType(el) === 'checkbox' || inputType(el) === 'radio')) {
    return tidy(labels(el)[0] || names(el)[0] || el.value);
  }
  if (el.tagName === 'INPUT' || el.tagName === 'TEXTAREA') {
    return el.value || '';
  }
  if (el.tagName === 'SELECT') {
    return el.selectedIndex >= 0 ? tidy(el.options[el.selectedIndex].text) : '';
  }
  const shown = el.innerText;
  return String(shown === undefined || shown === null ? el.textContent : shown).trim();
}

function role(el) {
  const given = attribute(el, 'role');
  if (given) {
    return given.split(' ')[0];
  }
  if (el.tagName === 'INPUT') {
    return INPUT_ROLES[inputType(el)] || (inputType(el) === 'hidden' ? '' : 'textbox');
  }
  if ((el.tagName === 'A' || el.tagName === 'AREA') && !el.hasAttribute('href')) {
    return '';
  }
  return ROLES[el.tagName] || (el.isContentEditable && attribute(el, 'contenteditable') !== null ? 'textbox' : '');
}

// The elements of which some text is the wanted one: exactly, else without regard to case, else as a part.
function matching(elements, wanted, texts) {
  const exact = tidy(wanted);
  const low = exact.toLowerCase();
  const tests = [
    function (text) { return text === exact; },
    function (text) { return text.toLowerCase() === low; },
    function (text) { return low !== '' && text.toLowerCase().indexOf(low) >= 0; },
  ];
  const told = elements.map(texts);
  for (let t = 0; t < tests.length; t++) {
    const found = elements.filter(function (el, i) { return told[i].some(tests[t]); });
    if (found.some(visible) || t === tests.length - 1) {
      return found;
    }
  }
  return [];
}

// Without those that merely contain another one.
function deepest(elements) {
  return elements.filter(function (el, i) {
    const next = elements[i + 1];
    return !(next && el !== next && el.contains(next));
  });
}

function byText(root, text) {
  const candidates = everything(root).filter(function (el) { return !UNSEEN[el.tagName] && !el.closest('head'); });
  return deepest(matching(candidates, text, function (el) { return [words(el)].concat(names(el)); }));
}

function byRole(root, part) {
  const candidates = everything(root).filter(function (el) { return role(el) === part.value; });
  return part.name === ''
    ? candidates
    : matching(candidates, part.name, function (el) { return [words(el)].concat(names(el), labels(el)); });
}

function quoted(value) {
  return '"' + value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ') + '"';
}

function byCss(root, selector) {
  let found = [];
  rootsBelow(root).forEach(function (each) {
    found = found.concat(Array.prototype.slice.call(each.querySelectorAll(selector)));
  });
  return found;
}

// XPath cannot look into shadow trees. A frame is looked into when what is around it has nothing that fits.
function byXpath(root, path) {
  const found = [];
  const roots = rootsBelow(root).filter(function (each) { return each.nodeType !== 11; });
  for (let r = 0; r < roots.length && found.length === 0; r++) {
    const doc = roots[r].nodeType === 9 ? roots[r] : roots[r].ownerDocument;
    const within = roots[r].nodeType === 1 && path.charAt(0) === '/' ? '.' + path : path;
    const result = doc.evaluate(within, roots[r], null, 7, null);
    for (let i = 0; i < result.snapshotLength; i++) {
      if (result.snapshotItem(i).nodeType === 1) {
        found.push(result.snapshotItem(i));
      }
    }
  }
  return found;
}

function find(root, part) {
  switch (part.kind) {
    case 'css': return byCss(root, part.value);
    case 'xpath': return byXpath(root, part.value);
    case 'id': return byCss(root, '[id=' + quoted(part.value) + ']');
    case 'name': return byCss(root, '[name=' + quoted(part.value) + ']');
    case 'testid': return byCss(root, '[data-testid=' + quoted(part.value) + ']');
    case 'role': return byRole(root, part);
    default: return byText(root, part.value);
  }
}

function tryFind(root, part) {
  try {
    return find(root, part);
  } catch (e) {
    throw new Error('locator: ' + e.message);
  }
}

function locate(parts) {
  let roots = [document];
  let found = [];
  parts.forEach(function (part) {
    const seen = new Set();
    found = [];
    roots.forEach(function (root) {
      tryFind(root, part).forEach(function (el) {
        if (!seen.has(el)) {
          seen.add(el);
          found.push(el);
        }
      });
    });
    roots = found.map(inside);
  });
  return found;
}

function inArea(el, area) {
  if (area.width === 100 && area.height === 100) {
    return true;
  }
  const rect = el.getBoundingClientRect();
  const at = offset(el);
  const x = (at.x + rect.left + rect.width / 2) / window.innerWidth * 100;
  const y = (at.y + rect.top + rect.height / 2) / window.innerHeight * 100;
  return x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;
}

// The first box that has an extent: the middle of all of them may lie between two lines.
function box(el) {
  const target = el.tagName === 'OPTION' ? el.closest('select') || el : el;
  const rects = target.getClientRects();
  for (let i = 0; i < rects.length; i++) {
    if (rects[i].width > 0 && rects[i].height > 0) {
      return rects[i];
    }
  }
  return target.getBoundingClientRect();
}

// The middle of the part of a box that its own window shows.
function middle(el) {
  const view = el.ownerDocument.defaultView;
  const rect = box(el);
  const left = Math.max(0, rect.left);
  const top = Math.max(0, rect.top);
  const right = Math.min(view.innerWidth, rect.right);
  const bottom = Math.min(view.innerHeight, rect.bottom);
  return {x: (left + right) / 2, y: (top + bottom) / 2, inside: right > left && bottom > top};
}

function intoView(el) {
  const at = middle(el);
  const topView = frameOf(el.ownerDocument) === null;
  if ((!at.inside || !topView) && el.scrollIntoView) {
    el.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  }
}

function deepestAt(doc, x, y) {
  let hit = doc.elementFromPoint ? doc.elementFromPoint(x, y) : null;
  while (hit && hit.shadowRoot && hit.shadowRoot.elementFromPoint) {
    const deeper = hit.shadowRoot.elementFromPoint(x, y);
    if (!deeper || deeper === hit) {
      return hit;
    }
    hit = deeper;
  }
  return hit;
}

function isWithin(node, el) {
  for (let up = node; up; up = hostOf(up)) {
    if (up === el) {
      return true;
    }
  }
  return false;
}

function describe(el) {
  const id = el.id ? ' id="' + el.id + '"' : '';
  const kind = !id && typeof el.className === 'string' && el.className ? ' class="' + el.className + '"' : '';
  return ('<' + el.tagName.toLowerCase() + id + kind + '>').slice(0, 120);
}

// What would get a click that is meant for an element; null when it is the element.
function obstacle(el) {
  const at = middle(el);
  let x = at.x;
  let y = at.y;
  let target = el;
  for (let doc = el.ownerDocument; doc; doc = target.ownerDocument) {
    const hit = deepestAt(doc, x, y);
    const label = hit && hit.closest ? hit.closest('label') : null;
    const fits = hit && (isWithin(hit, target) || (label && label.control === el) || target.tagName === 'OPTION');
    if (!fits) {
      return hit ? describe(hit) : 'the edge of the page';
    }
    const frame = frameOf(doc);
    if (!frame) {
      return null;
    }
    const rect = frame.getBoundingClientRect();
    x += rect.left + frame.clientLeft;
    y += rect.top + frame.clientTop;
    target = frame;
  }
  return null;
}

function sighting(state, count, el) {
  const result = {state: state, count: count, x: 0, y: 0, width: 0, height: 0, inView: false, tag: '', text: '', obstacle: ''};
  if (el) {
    const at = middle(el);
    const corner = offset(el);
    const rect = el.getBoundingClientRect();
    result.x = Math.round(corner.x + at.x);
    result.y = Math.round(corner.y + at.y);
    result.width = Math.round(rect.width);
    result.height = Math.round(rect.height);
    result.inView = at.inside;
    result.tag = el.tagName.toLowerCase();
    result.text = textOf(el).slice(0, LONGEST_TEXT + 1);
    result.handle = input.handle ? el : null;
    result.found = el;
    if (el.tagName === 'INPUT' && /^(date|datetime-local|time|month|week|color|range|file)$/.test(inputType(el))) {
      result.tag = 'input-' + inputType(el);
    }
  }
  return result;
}

// A field's setter as the browser has it: pages may have put their own in front to notice what scripts do.
function setValue(el, value) {
  const view = el.ownerDocument.defaultView;
  const kind = el.tagName === 'SELECT' ? view.HTMLSelectElement : view.HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(el, value);
  el.dispatchEvent(new view.Event('input', {bubbles: true, composed: true}));
  el.dispatchEvent(new view.Event('change', {bubbles: true}));
}

function grab(el) {
  el.focus();
  if (el.select && el.tagName !== 'SELECT') {
    try {
      el.select();
      return;
    } catch (e) {
      // Some types of fields cannot be selected.
    }
  }
  if (el.isContentEditable) {
    const range = el.ownerDocument.createRange();
    range.selectNodeContents(el);
    const selection = el.ownerDocument.defaultView.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
}

function judge(found) {
  let fit = found.filter(function (el) { return inArea(el, input.area); });
  if (input.need !== 'present') {
    const seen = fit.filter(visible);
    fit = seen.length > input.index ? seen : fit;
  }
  let el = fit[input.index];
  if (!el) {
    return {answer: sighting('MISSING', fit.length, null)};
  }
  if (input.need === 'type' && el.tagName === 'LABEL' && el.control) {
    el = el.control;
  }
  const state = input.need === 'present' ? 'READY'
    : !visible(el) && !(input.need === 'type' && inputType(el) === 'file') ? 'HIDDEN'
    : input.need !== 'visible' && !enabled(el) ? 'DISABLED'
    : input.need === 'type' && !editable(el) ? 'NOT_EDITABLE'
    : 'READY';
  return {el: el, count: fit.length, answer: sighting(state, fit.length, el)};
}

// What is said around an element: by its labels, beside it, and in its row.
const said = new Map();

function near(el) {
  const row = el.closest('tr, li, fieldset, article, section, form, dialog');
  const beside = [el.previousElementSibling, el.nextElementSibling, row === el ? null : row];
  return labels(el).concat(beside.map(function (each) {
    if (each && !said.has(each)) {
      said.set(each, words(each));
    }
    return each ? said.get(each) : '';
  }))
    .filter(function (text) { return text; })
    .map(function (text) { return text.slice(0, 80); });
}

// What people call an element. What a field holds is no part of it: that changes, and may be secret.
function caption(el) {
  const field = el.tagName === 'INPUT' || el.tagName === 'TEXTAREA' || el.tagName === 'SELECT';
  return (field ? names(el)[0] || labels(el)[0] || '' : shortText(el)).slice(0, 200);
}

// What tells an element from others, so that it can be known again.
function traits(el) {
  const rect = el.getBoundingClientRect();
  const at = offset(el);
  const kept = {};
  TRAITS.forEach(function (name) {
    const value = attribute(el, name);
    if (value) {
      kept[name] = value.slice(0, 200);
    }
  });
  return {
    tag: el.tagName.toLowerCase(), role: role(el), text: caption(el), attributes: kept, near: near(el),
    x: Math.round(at.x + window.scrollX + rect.left + rect.width / 2),
    y: Math.round(at.y + window.scrollY + rect.top + rect.height / 2),
    width: Math.round(rect.width), height: Math.round(rect.height),
  };
}

function hash(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    sum = (sum * 31 + text.charCodeAt(i)) | 0;
  }
  return sum;
}

// Numbers for what names an element, and for what it says and what is said around it.
function marks(el) {
  const own = ['id', 'name', 'data-testid'].map(function (name) { return attribute(el, name) || ''; }).join('\n');
  const around = near(el).join('\n');
  const kind = el.tagName + '\n';
  return (own.trim() ? [hash(kind + 'own\n' + own)] : [])
    .concat(around ? [hash(kind + 'around\n' + caption(el) + '\n' + around)] : []);
}

function pageAddress() {
  return window.location.origin + window.location.pathname;
}

// An element and what told the others of its kind apart from it.
function trace(el) {
  const kin = el.getRootNode().querySelectorAll(step(el) === el.localName ? el.localName : '*');
  const own = caption(el);
  const answer = {page: pageAddress(), traits: traits(el), twins: 0, others: [], crowded: kin.length > MOST_KIN};
  for (let i = 0; i < kin.length && !answer.crowded; i++) {
    if (kin[i] !== el) {
      answer.others = answer.others.concat(marks(kin[i]));
      answer.twins += caption(kin[i]) === own ? 1 : 0;
    }
  }
  return answer;
}

// All elements of a kind that are to be seen.
function alike() {
  const path = pathfinder();
  const found = everything(document).filter(function (el) {
    return (el.tagName.toLowerCase() === input.tag || (input.role && role(el) === input.role)) && visible(el);
  });
  return {
    page: pageAddress(),
    candidates: found.length > MOST_KIN ? [] : found.map(function (el) {
      return {path: path(el), traits: traits(el), marks: marks(el)};
    }),
  };
}

// The next time that the page is painted; pages that nobody sees are not.
function painted(then) {
  let done = false;
  const once = function () {
    if (!done) {
      done = true;
      then();
    }
  };
  requestAnimationFrame(once);
  setTimeout(once, 100);
}

// Whether the browser shows a page of its own, since it could not open the one that was wanted.
function isErrorPage() {
  return window.location.protocol === 'chrome-error:';
}

// A look, with what the element is like when it is what it must be.
function lookAndRemember() {
  const judged = look();
  const keep = function (answer) {
    if (answer.state === 'READY' && input.need !== 'present' && answer.found) {
      try {
        answer.trace = trace(answer.found);
      } catch (e) {
        // The element is found all the same.
      }
    }
    delete answer.found;
    return answer;
  };
  return typeof judged.then === 'function' ? judged.then(keep) : keep(judged);
}

function look() {
  if (isErrorPage()) {
    return sighting('NO_PAGE', 0, null);
  }
  const judged = judge(locate(input.parts));
  const el = judged.el;
  if (!el || judged.answer.state !== 'READY' || (input.need !== 'press' && input.need !== 'type')) {
    return judged.answer;
  }
  intoView(el);
  if (input.handle) {
    return sighting('READY', judged.count, el);
  }
  const before = el.getBoundingClientRect();
  return new Promise(function (resolve) {
    painted(function () {
      const after = el.getBoundingClientRect();
      const moved = before.left !== after.left || before.top !== after.top
        || before.width !== after.width || before.height !== after.height;
      const cover = moved || input.need === 'type' ? null : obstacle(el);
      const answer = sighting(moved ? 'MOVING' : cover ? 'COVERED' : 'READY', judged.count, el);
      answer.obstacle = cover || '';
      if (answer.state === 'READY' && input.need === 'type') {
        grab(el);
      }
      resolve(answer);
    });
  });
}

// Sets a field that does not take keys, such as one for a date. Whether it has the value now.
function fill() {
  const el = judge(locate(input.parts)).el;
  setValue(el, input.value);
  return el.value === input.value;
}

// Chooses an option; answers what there is when it is none of them.
function choose() {
  const el = judge(locate(input.parts)).el;
  const list = el.tagName === 'OPTION' ? el.closest('select') : el;
  const options = Array.prototype.slice.call(list.options);
  const wanted = tidy(input.value);
  const option = options.filter(function (each) { return tidy(each.text) === wanted; })[0]
    || options.filter(function (each) { return each.value === input.value; })[0]
    || options.filter(function (each) { return tidy(each.text).toLowerCase() === wanted.toLowerCase(); })[0];
  if (!option || option.disabled) {
    return options.slice(0, 100).map(function (each) { return tidy(each.text); });
  }
  setValue(list, option.value);
  if (list.selectedIndex !== option.index) {
    list.selectedIndex = option.index;
  }
  return [];
}

function scrolls(el, x, y) {
  const style = el.ownerDocument.defaultView.getComputedStyle(el);
  const root = el === el.ownerDocument.scrollingElement;
  const free = function (overflow) { return root ? overflow !== 'hidden' : overflow === 'auto' || overflow === 'scroll'; };
  const before = [el.scrollLeft, el.scrollTop];
  if (!(x !== 0 && free(style.overflowX)) && !(y !== 0 && free(style.overflowY))) {
    return false;
  }
  el.scrollBy({left: x, top: y, behavior: 'instant'});
  return el.scrollLeft !== before[0] || el.scrollTop !== before[1];
}

function scroll() {
  for (let el = deepestAt(document, input.x, input.y); el; el = hostOf(el)) {
    if (el.nodeType === 1 && scrolls(el, input.dx, input.dy)) {
      return true;
    }
  }
  const page = document.scrollingElement;
  return page ? scrolls(page, input.dx, input.dy) : false;
}

const TELLING = ['id', 'name', 'class', 'role', 'type', 'href', 'src', 'alt', 'title', 'placeholder', 'aria-label',
  'data-testid', 'value', 'for'];
const UNIQUE = ['id', 'data-testid', 'data-test', 'data-qa', 'data-cy', 'name', 'aria-label', 'placeholder', 'title', 'alt'];
const TEXT_TAGS = /^(P|SPAN|DIV|H[1-6]|LABEL|LI|TD|TH|A|STRONG|EM|B|I|DT|DD|CAPTION|LEGEND|FIGCAPTION|PRE|CODE|BLOCKQUOTE)$/;

function literal(text) {
  return text.indexOf('"') < 0 ? '"' + text + '"' : text.indexOf("'") < 0 ? "'" + text + "'" : null;
}

function step(el) {
  return el.namespaceURI === HTML || !el.namespaceURI ? el.tagName.toLowerCase() : '*[local-name()="' + el.localName + '"]';
}

// Counts what could tell an element from all others of its root, once for all of them.
function census(root) {
  const counts = {};
  const all = root.querySelectorAll('*');
  for (let i = 0; i < all.length; i++) {
    UNIQUE.forEach(function (name) {
      const value = attribute(all[i], name);
      if (value) {
        const key = step(all[i]) + '\n' + name + '\n' + value;
        counts[key] = (counts[key] || 0) + 1;
      }
    });
    if (all[i].childElementCount === 0) {
      const key = step(all[i]) + '\n\n' + tidy(all[i].textContent);
      counts[key] = (counts[key] || 0) + 1;
    }
  }
  return counts;
}

// How an element is told from its siblings; of all of them at once, since each is asked for.
function places(parent) {
  const found = new Map();
  const last = {};
  const steps = Array.prototype.map.call(parent.children, step);
  steps.forEach(function (each, i) {
    last[each] = (last[each] || 0) + 1;
    found.set(parent.children[i], last[each]);
  });
  steps.forEach(function (each, i) {
    const el = parent.children[i];
    found.set(el, last[each] > 1 ? each + '[' + found.get(el) + ']' : each);
  });
  return found;
}

function cssPlace(el) {
  let path = '';
  for (let up = el; up && up.nodeType === 1; up = up.parentNode) {
    let n = 1;
    for (let left = up.previousElementSibling; left; left = left.previousElementSibling) {
      n++;
    }
    path = ':nth-child(' + n + ')' + (path ? ' > ' + path : '');
  }
  return path;
}

// Locators of elements, each made from that of its parent when it has nothing of its own.
function pathfinder() {
  const known = new Map();
  const counted = new Map();
  const placed = new Map();
  function place(el) {
    if (!placed.has(el.parentNode)) {
      placed.set(el.parentNode, places(el.parentNode));
    }
    return placed.get(el.parentNode).get(el);
  }
  function countsOf(root) {
    if (!counted.has(root)) {
      counted.set(root, census(root));
    }
    return counted.get(root);
  }
  function own(el, counts) {
    for (let i = 0; i < UNIQUE.length; i++) {
      const value = attribute(el, UNIQUE[i]);
      if (value && value.length <= 80 && counts[step(el) + '\n' + UNIQUE[i] + '\n' + value] === 1 && literal(value)) {
        return '//' + step(el) + '[@' + UNIQUE[i] + '=' + literal(value) + ']';
      }
    }
    const text = tidy(el.textContent);
    if (el.childElementCount === 0 && text && text.length <= 80 && counts[step(el) + '\n\n' + text] === 1 && literal(text)
        && !UNSEEN[el.tagName]) {
      return '//' + step(el) + '[normalize-space()=' + literal(text) + ' and not(*)]';
    }
    return null;
  }
  function within(el) {
    const root = el.getRootNode();
    if (root.nodeType === 11) {
      return root.querySelectorAll('#' + (window.CSS ? CSS.escape(el.id || '-') : el.id)).length === 1 && el.id
        ? 'css=#' + CSS.escape(el.id)
        : 'css=' + cssPlace(el);
    }
    if (!known.has(el)) {
      const parent = el.parentNode;
      known.set(el, own(el, countsOf(root))
        || (parent && parent.nodeType === 1 ? within(parent) + '/' + place(el) : '/' + step(el)));
    }
    return known.get(el);
  }
  return function path(el) {
    const root = el.getRootNode();
    const host = root.nodeType === 11 ? root.host : frameOf(el.ownerDocument);
    return (host ? path(host) + ' >> ' : '') + within(el);
  };
}

function isClickable(el) {
  const kind = role(el);
  return /^(button|link|menuitem|tab|checkbox|radio|option|combobox|switch)$/.test(kind)
    || el.hasAttribute('onclick') || Number(attribute(el, 'tabindex')) > 0 || typeof el.onclick === 'function';
}

function kindOf(el) {
  const kind = role(el);
  const fields = /^(textbox|searchbox|spinbutton|slider|combobox|checkbox|radio)$/;
  return kind === 'button' || kind === 'link' ? kind
    : fields.test(kind) ? 'input'
    : kind === 'img' || el.tagName === 'svg' || el.tagName === 'CANVAS' ? 'image'
    : TEXT_TAGS.test(el.tagName) ? 'text'
    : el.tagName.toLowerCase();
}

function groupsOf(el, kind, clickable) {
  const groups = [];
  if (clickable || kind === 'input' || Number(attribute(el, 'tabindex')) >= 0 && el.hasAttribute('tabindex')) {
    groups.push('interactive');
  }
  if (kind === 'button' || (el.tagName === 'A' && /button|btn/.test(attribute(el, 'class') || ''))) {
    groups.push('buttons');
  }
  if (kind === 'input') {
    groups.push('inputs');
  }
  if (kind === 'image') {
    groups.push('images');
  }
  if (kind !== 'input' && TEXT_TAGS.test(el.tagName) && tidy(el.textContent)) {
    groups.push('text');
  }
  return groups;
}

function shortText(el) {
  let own = '';
  for (let i = 0; i < el.childNodes.length; i++) {
    own += el.childNodes[i].nodeType === 3 ? el.childNodes[i].nodeValue : '';
  }
  const field = el.tagName === 'INPUT' || el.tagName === 'TEXTAREA' || el.tagName === 'SELECT';
  const secret = inputType(el) === 'password';
  const text = tidy(own) || (field && !secret ? tidy(textOf(el)) : '') || names(el)[0] || labels(el)[0] || words(el);
  return text.slice(0, 200);
}

function list() {
  const path = pathfinder();
  const listed = [];
  walk(document, function (el) {
    if (listed.length >= input.limit || UNSEEN[el.tagName] || el.tagName === 'HTML' || el.tagName === 'BODY' || !rendered(el)) {
      return;
    }
    const rect = el.getBoundingClientRect();
    const at = offset(el);
    const clickable = isClickable(el);
    const kind = kindOf(el);
    const extra = {tag: el.tagName.toLowerCase()};
    TELLING.forEach(function (name) {
      const value = attribute(el, name);
      if (value && !(name === 'value' && inputType(el) === 'password')) {
        extra[name] = value.slice(0, 200);
      }
    });
    listed.push({
      type: kind, text: shortText(el), clickable: clickable, visible: visible(el), enabled: enabled(el), xpath: path(el),
      x1: Math.round(at.x + rect.left), y1: Math.round(at.y + rect.top),
      x2: Math.round(at.x + rect.right), y2: Math.round(at.y + rect.bottom),
      extra: extra, groups: groupsOf(el, kind, clickable),
    });
  });
  return listed;
}

// The page as HTML, or how long it is when it is too long.
function source() {
  const html = document.documentElement ? document.documentElement.outerHTML : '';
  return html.length > input.limit ? html.length : html;
}

switch (command) {
  case 'look': return lookAndRemember();
  case 'alike': return alike();
  case 'fill': return fill();
  case 'choose': return choose();
  case 'scroll': return scroll();
  // As a text: browsers' drivers take long to hand over thousands of objects.
  case 'list': return JSON.stringify(list());
  case 'source': return source();
  case 'opened': return !isErrorPage();
  case 'size': return [window.innerWidth, window.innerHeight];
  default: throw new Error('no such command');
}

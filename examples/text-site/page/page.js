/** How often a message is sent before the page gives up: another try may reach another Region. */
const TRIES = 4;
const PAUSE_MS = 3_000;

const form = document.querySelector('form');
const output = document.querySelector('output');
const { api, captcha } = await (await fetch('settings.json')).json();
document.head.append(Object.assign(document.createElement('script'), { src: captcha })); // gives the page a `captcha`

form.addEventListener('submit', async event => {
  event.preventDefault();
  output.textContent = 'Sending …';
  const message = { id: crypto.randomUUID(), text: form.elements.text.value, captcha: await window.captcha.token() };
  const status = await send(message);
  output.textContent = status === 202 ? 'Sent: we read it soon.' : status === 403 ? 'Are you a robot?' : 'Not sent: please try later.';
  if (status === 202) form.reset();
});

/** The same id at each try: by it, a message is known that has arrived already. */
async function send(message) {
  for (let attempt = 1; ; attempt++) {
    const status = await fetch(`${api}/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) })
      .then(answer => answer.status, () => 0);
    if ((status > 0 && status < 500) || attempt === TRIES) return status;
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS * Math.random()));
  }
}

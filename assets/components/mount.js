// Mounting, the same for every component. Streamlit calls the default function at every change of data or theme, always with
// the same parent element.

// Milliseconds until a message that nothing has answered is sent again.
const PATIENCE = 3000;

/**
 * The default function of the component whose root element has the class kaca-<name>.
 *
 * create(root, send) makes the picture once and returns { update(data), redraw(), dispose() }: update takes new data from
 * Python and draws it; redraw draws the same data again (another width, a font that arrived, where text is painted on a
 * canvas); dispose stops timers and leaves nothing behind.
 *
 * send(name, value) hands Python what the learner did. Of several messages that reach Streamlit while it is busy only the newest
 * survives, so the next one leaves when the last is answered, or after a while says it again; Python does everything once, in
 * order. waiting(name) are the values sent under this name and not answered.
 *
 * root.updates counts the updates drawn, for tests and benchmarks.
 */
function mounting(name, create) {
  const mounted = new WeakMap();
  return ({ data, parentElement, setTriggerValue }) => {
    const root = parentElement.querySelector(`.kaca-${name}`);
    let it = mounted.get(parentElement);
    if (it?.root !== root) {
      it?.dispose();
      root.classList.add("kaca");
      it = { root, trigger: setTriggerValue, waiting: [], serial: 0, asked: 0 };
      const send = (name, value) => {
        // By the clock, so that a picture mounted anew goes on counting where the one before it stopped.
        it.serial = Math.max(it.serial + 1, Date.now());
        it.waiting.push({ serial: it.serial, name, value, chapter: it.chapter });
        if (!it.asked) ask();
      };
      const ask = () => {
        clearTimeout(it.timer);
        it.asked = it.waiting.at(-1)?.serial ?? 0;
        if (!it.asked) return;
        // Streamlit hands out a new setTriggerValue at every call; the newest is the one to use.
        it.trigger("events", it.waiting);
        it.timer = setTimeout(ask, PATIENCE);
      };
      const waiting = (name) => it.waiting.filter((event) => event.name === name).map(({ value }) => value);
      const picture = create(root, send, waiting);
      it.update = (sent) => {
        it.chapter = sent.chapter;
        it.waiting = it.waiting.filter(({ serial }) => serial > sent.answered);
        // Once the page's widgets, too, show the answer: Streamlit sends their values with every message.
        if (it.asked && sent.answered >= it.asked) setTimeout(ask);
        root.toggleAttribute("data-present", Boolean(sent.present));
        picture.update(sent);
        root.updates = (root.updates ?? 0) + 1;
      };
      const resized = () => {
        if (root.clientWidth === it.width) return;
        it.width = root.clientWidth;
        if (it.width) picture.redraw();
      };
      const observer = new ResizeObserver(resized);
      const fontsArrived = () => picture.redraw();
      document.fonts.addEventListener("loadingdone", fontsArrived);
      it.dispose = () => {
        observer.disconnect();
        document.fonts.removeEventListener("loadingdone", fontsArrived);
        clearTimeout(it.timer);
        picture.dispose();
        mounted.delete(parentElement);
      };
      mounted.set(parentElement, it);
      it.width = root.clientWidth;
      it.update(data);
      observer.observe(root);
    } else {
      it.trigger = setTriggerValue;
      it.update(data);
    }
    // Streamlit may hand back an outdated call's cleanup after a newer call: only the newest one may dispose.
    const call = (it.call = {});
    return () => it.call === call && it.dispose();
  };
}

/**
 * Where the learner looks, told to Python as "look" once they rest there. read() gives it as Python will send it back; while
 * busy() it is not told yet. Returns { tell(delay), heard(look, chapter), stop() }; heard says whether what Python sends is news,
 * which wins, or only what it said before, or an echo of what was told.
 */
function createLooks(send, read, busy = () => false) {
  let [timer, told, before, chapter] = [0, [], null, null];
  const looks = {
    tell: (delay = 250) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (busy()) return looks.tell();
        const look = read();
        const key = JSON.stringify(look);
        if (key === (told.at(-1) ?? before)) return;
        told = [...told, key].slice(-20);
        send("look", look);
      }, delay);
    },
    heard: (look, now) => {
      const key = JSON.stringify(look);
      // After a reset, or an example, nothing is answered that was told before, and where the learner was about to look is over.
      if (now !== chapter) {
        clearTimeout(timer);
        told = [];
      }
      const echo = told.indexOf(key);
      told = told.slice(echo + 1);
      const news = echo < 0 && (now !== chapter || key !== before);
      [before, chapter] = [key, now];
      return news;
    },
    stop: () => clearTimeout(timer),
  };
  return looks;
}

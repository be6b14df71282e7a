// Shared by all pages: asks every service of the stack whether it is there, over the ways that the real client would take.
const SERVER = `https://${ENV.RETICULUM_SERVER}`;
/** The port that rooms are told to find dialog at. */
const DIALOG_PORT = 4443;

const login = () => {
  try {
    return JSON.parse(localStorage.getItem("___hubs_store")).credentials.token;
  } catch {
    return undefined;
  }
};

const get = async (path, headers = {}) => {
  const response = await fetch(`${SERVER}${path}`, { headers });
  return { status: response.status, text: await response.text() };
};

const page = (path) => async () => {
  const { status } = await get(path);
  if (status !== 200) throw new Error(`answers ${status}`);
  return "serves its pages";
};

const dialogOpens = () =>
  new Promise((resolve, reject) => {
    const peer = Math.random().toString(36).slice(2);
    const socket = new WebSocket(`wss://${ENV.RETICULUM_SERVER.split(":")[0]}:${DIALOG_PORT}/?roomId=hello&peerId=${peer}`, "protoo");
    socket.onopen = () => (socket.close(), resolve("takes calls"));
    socket.onerror = () => reject(new Error("does not answer"));
  });

/** Neither good nor bad: whoever is not an administrator never gets as far as PostgREST. */
const GUARDED = "answers to administrators only";

const adminAnswers = async () => {
  const token = login();
  const { status, text } = await get("/api/postgrest/accounts", token ? { authorization: `Bearer ${token}` } : {});
  if (status === 401) return GUARDED;
  if (status !== 200) throw new Error(`answers ${status}`);
  return `knows ${JSON.parse(text).length} account(s)`;
};

const databaseAnswers = async () => {
  const { accounts } = JSON.parse((await get("/api/v1/meta?include_repo")).text).repo;
  return accounts.any ? "keeps accounts" : "is empty, as on the first day";
};

const SERVICES = {
  reticulum: async () => `is version ${JSON.parse((await get("/api/v1/meta")).text).version}`,
  postgres: databaseAnswers,
  postgrest: adminAnswers,
  dialog: dialogOpens,
  hubs: page("/?skipadmin"),
  admin: page("/admin"),
  spoke: page("/spoke"),
};

const addService = (name) => {
  const item = document.createElement("li");
  const [title, says] = [document.createElement("b"), document.createElement("span")];
  title.textContent = name;
  says.textContent = "…";
  item.append(title, says);
  document.getElementById("services").append(item);
  return (state, sentence) => {
    item.dataset.state = state;
    says.textContent = sentence;
  };
};

/** Shows what this front end is and how the stack is doing. */
const showMiniature = (about) => {
  document.getElementById("about").textContent = about;
  for (const [name, ask] of Object.entries(SERVICES)) {
    const show = addService(name);
    ask().then((sentence) => show(sentence === GUARDED ? "closed" : "good", sentence), (cause) => show("bad", cause.message));
  }
};

/** Puts a link or button under the list. */
const offer = (element) => document.getElementById("action").append(element);

const link = (text, path) => Object.assign(document.createElement("a"), { textContent: text, href: `${SERVER}${path}` });

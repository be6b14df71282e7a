// The client's own lines: what it is, and the first thing to do with it.
showMiniature("This is where people meet. The real client would open here; its miniature shows that the way to it is clear.");

/** Whoever opens the link of a mail uses it up, and is signed in from then on. */
const signInByLink = (query) => {
  const topic = query.get("auth_topic");
  const socket = new WebSocket(`wss://${ENV.RETICULUM_SERVER}/socket/websocket?vsn=2.0.0`);
  const say = (ref, event, payload) => socket.send(JSON.stringify(["1", ref, topic, event, payload]));
  socket.onopen = () => say("1", "phx_join", {});
  socket.onmessage = ({ data }) => {
    const [, , , event, payload] = JSON.parse(data);
    if (event === "phx_reply") say("2", "auth_verified", { token: query.get("auth_token"), payload: query.get("auth_payload") });
    if (event === "phx_error") document.title = "This link has been used";
    if (event !== "auth_credentials") return;
    const credentials = { token: payload.credentials, email: payload.payload.email };
    localStorage.setItem("___hubs_store", JSON.stringify({ credentials }));
    document.title = `Signed in as ${credentials.email}`;
    showMiniature(document.title);
  };
};

const query = new URLSearchParams(location.search);
if (query.has("auth_token")) signInByLink(query);

const room = document.createElement("button");
room.textContent = "Make a room";
room.onclick = async () => {
  const body = JSON.stringify({ hub: { name: "First room" } });
  const response = await fetch(`${SERVER}/api/v1/hubs`, { method: "POST", headers: { "content-type": "application/json" }, body });
  location.href = (await response.json()).url;
};

offer(room);
offer(link("Admin panel", "/admin"));
offer(link("Scene editor", "/spoke"));

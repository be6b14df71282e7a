// The client's own lines: what it is, and the first thing to do with it.
showMiniature("This is where people meet. The real client would open here; its miniature shows that the way to it is clear.");

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

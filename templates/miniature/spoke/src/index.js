// The editor's own lines.
showMiniature("This is where scenes are built. The real editor would open here; its miniature shows that its scripts arrive.");
offer(link("Back to the rooms", "/?skipadmin"));

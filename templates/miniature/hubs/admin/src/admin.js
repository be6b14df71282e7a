// The panel's own lines.
showMiniature("This is where administrators look after rooms, scenes and people. Sign in as one, and PostgREST below opens up.");
offer(link("Back to the rooms", "/?skipadmin"));

// The real client keeps itself fresh here; there is nothing to keep fresh in a miniature.
self.addEventListener("install", () => self.skipWaiting());

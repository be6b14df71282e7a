// Two places where the real editor looks at the names of its servers; nothing here runs.
const { RETICULUM_SERVER, THUMBNAIL_SERVER, HUBS_SERVER } = process.env;

/** Pictures of our own server need no thumbnail service. */
export const scaledThumbnailUrlFor = (url, width, height) => {
  if (RETICULUM_SERVER.includes("hubs.local") && url.includes("hubs.local")) {
    return url;
  }
  return `https://${THUMBNAIL_SERVER}/thumbnail/${btoa(url)}?w=${width}&h=${height}`;
};

/** Where a published scene is looked at. */
export const sceneUrlFor = sceneId => {
  if (HUBS_SERVER === "localhost:8080") {
    return `https://${HUBS_SERVER}/scene.html?scene_id=${sceneId}`;
  }
  return `https://${HUBS_SERVER}/scenes/${sceneId}`;
};

/** Rooms, as reticulum's own interface makes them and its app config rules them. Pure. */

/** What makes a room: anybody may. */
export const roomRequest = (name: string): { readonly path: string; readonly body: string } => ({
  path: '/api/v1/hubs',
  body: JSON.stringify({ hub: { name } }),
});

/** The address of the room that was made; `undefined` where the answer names none. */
export function roomUrl(answer: string): string | undefined {
  try {
    const { url } = JSON.parse(answer) as { readonly url?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Whether visitors may bring in media, cameras and pens wherever the room itself does not say otherwise. */
export const permissiveQuery = (isOn: boolean): string =>
  `INSERT INTO ret0.app_configs (key, value, inserted_at, updated_at)
   VALUES ('features|permissive_rooms', '{"value": ${String(isOn)}}', now(), now())
   ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now() RETURNING key`;

/** Reticulum reads its app config again after this, seconds. */
export const appConfigSeconds = 15;

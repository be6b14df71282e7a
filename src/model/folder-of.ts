/** The folder of a file or program, whichever way the system writes paths. */
export const folderOf = (file: string): string => file.replace(/[\\/][^\\/]*$/, '');

/** How far long steps are. */

/** Says how far a step is: `fraction` of it where that can be told, and a line for people. */
export type Progress = (fraction: number | undefined, text: string) => void;

/** One reader's opinion of one answer. */
export interface ReaderAnswer {
    /** Of the model's card. */
    modelId: string;
    /** Hexadecimal SHA-256 of the weights. */
    modelSha256: string;
    /** What the model said. */
    predicted: string;
    /** From 0 to 1. */
    probability: number;
    /** What the reader says it is: a class, or null for something else. */
    actual: string | null;
    /** As `2026-01-31`: no time of day. */
    day: string;
    /** A small copy as a `data:` address of a JPEG, if the reader ticked the box. */
    picture?: string;
}
/** Keeps an answer for "Save my answers". */
export declare function keep(answer: ReaderAnswer): void;
/** Gives an answer that is kept its picture, or takes it away; says whether there was room for it. */
export declare function keepPicture(answer: ReaderAnswer): boolean;
export declare function kept(): ReaderAnswer[];

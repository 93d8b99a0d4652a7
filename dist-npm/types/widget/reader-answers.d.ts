/**
 * What readers say of the answers: kept on their device, and sent only where the publisher named a
 * place and the reader agreed. No picture and nothing that tells readers apart.
 */
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
}
export type Sending = {
    status: 'sent';
} | {
    status: 'waiting';
} | {
    status: 'refused';
    httpStatus: number;
};
/** Keeps an answer for "Save my answers". */
export declare function keep(answer: ReaderAnswer): void;
export declare function kept(): ReaderAnswer[];
/** Sends an answer, or keeps it until there is a connection. */
export declare function send(url: string, answer: ReaderAnswer): Promise<Sending>;
/** Sends what waited. Each is taken out of storage before it goes, so that no second tab sends it too. */
export declare function sendWaiting(): Promise<void>;

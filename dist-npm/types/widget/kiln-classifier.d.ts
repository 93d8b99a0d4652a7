import type { ClassifyDetail } from './events.js';
export declare class KilnClassifier extends HTMLElement {
    #private;
    static readonly observedAttributes: string[];
    constructor();
    /** Whether a model is there to answer. */
    get loaded(): boolean;
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(name: string, before: string | null, after: string | null): void;
    /** Fetches what is needed to answer. Rejects with an `Error` that has a `code`. */
    load(): Promise<void>;
    /** Shows the controls in place of the poster. Nothing is fetched before a picture is chosen. */
    dismissPoster(): void;
    /** Asks about a picture of any kind that the browser can show. Shown in the element as well. */
    classify(picture: Blob): Promise<ClassifyDetail>;
}

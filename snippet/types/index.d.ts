/** Types of the one global that Temoin's snippet gives to a page. The names are those of docs/reference/contract.md. */

declare namespace Temoin {
  /** The visitor's choice. Before a decision `decided` is false and every purpose is refused. */
  interface Consent {
    readonly decided: boolean;
    readonly purposes: Readonly<Record<string, boolean>>;
    /** Recipients that differ from their purpose: refused although it is granted. */
    readonly vendors: Readonly<Record<string, boolean>>;
    /** Key of the legal regime that applies, such as `eu`. */
    readonly regime: string;
    readonly revision: number;
    /** Number of the proof; null for a refusal, which carries no identifier. */
    readonly recordId: string | null;
    /** ISO 8601. */
    readonly decidedAt: string | null;
  }

  /** What was switched off, the recipients' keys as declared, and the names that were found and deleted. */
  interface Withdrawal {
    readonly purposes: readonly string[];
    readonly vendors: readonly string[];
    readonly declared: readonly { name: string; kind: string; days: number | null }[];
    readonly removed: readonly string[];
  }

  interface Events {
    /** A decision was made, changed or withdrawn. */
    consent: Consent;
    /** The snippet is ready; also called for listeners that come later. */
    ready: Api;
    /** The first layer was shown; never on sites whose pages draw their own. */
    shown: Consent;
    /** The service recorded a choice that allows something. */
    granted: undefined;
  }

  /** `window.temoin` after the snippet has come. */
  interface Api {
    readonly consent: Consent;
    /** Whether a purpose, or one recipient of it, was allowed. An unknown purpose is not; an unknown recipient follows its purpose. */
    allows(purpose: string, vendor?: string): boolean;
    accept(): void;
    refuse(): void;
    /** Changes single purposes, or recipients by `purpose:vendor`; the others stay as they are. */
    set(changes: Record<string, boolean>): void;
    withdraw(): void;
    /** Opens the second layer. */
    open(): void;
    /** Sends an event of the page's own, if statistics was allowed. */
    track(name: string, props?: Record<string, string | number | boolean>): void;
    /** @returns a function that ends the subscription */
    on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void;
    /** Runs the callbacks at once; before the snippet has come they wait in an array. */
    push(...callbacks: ((temoin: Api) => void)[]): void;
  }

  /** `window.temoin` at any time: `(window.temoin = window.temoin || []).push(t => …)`. */
  type Global = Api | ((temoin: Api) => void)[];
}

interface Window {
  temoin: Temoin.Global;
}

interface DocumentEventMap {
  'temoin:consent': CustomEvent<Temoin.Consent>;
  /** A purpose or a recipient was switched off, and what it had left was removed. */
  'temoin:opened': CustomEvent<HTMLDialogElement>;
  'temoin:withdrawn': CustomEvent<Temoin.Withdrawal>;
}

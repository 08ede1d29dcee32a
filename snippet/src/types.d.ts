/** One purpose of the site as the first layer shows it; "necessary" is never in the list. */
interface Purpose {
  key: string;
  title: string;
  text: string;
}

/** What the service writes before the first layer: one site, one language, one regime. */
interface Config {
  key: string;
  origin: string;
  revision: number;
  lang: string;
  dir: string;
  regime: string;
  days: number;
  /** The first revision whose choices still answer what is asked now. */
  since: number;
  /** Purposes that run before a choice, that an opt-out signal turns off, and that use sensitive data; only if RUNS. */
  running: string[];
  mode: 'opt-in' | 'opt-out' | 'none';
  sold: string[];
  limited: string[];
  purposes: Purpose[];
  /** Recipients that can be refused alone, as `purpose:vendor`. */
  vendors: string[];
  texts: Record<string, string>;
  position: string;
  /** Style rules of this site, after those of the sheet: colours, and what else its theme wants. */
  look: string;
  panel: string;
  /** The request for this file said no to sale. */
  gpc?: true;
  /** The page draws its own first layer. */
  headless?: true;
  /** The domains of a site that shares one choice between them; no other site has it. */
  hosts?: string[];
  /** The arm of an A/B test that is shown; none outside of one. */
  arm?: string;
}

interface PanelPurpose extends Purpose {
  detail: string;
  vendors: PanelVendor[];
}

interface PanelVendor {
  key: string;
  name: string;
  policy: string | null;
  controller: string;
  /** `days`: 0 until the browser closes, null until it is removed. */
  cookies: { name: string; kind: string; days: number | null }[];
}

/** What the service writes before the panel. */
interface PanelConfig {
  lang: string;
  dir: string;
  purposes: PanelPurpose[];
  necessary: { title: string; text: string };
  texts: Record<string, string>;
  policy: string | null;
}

/** purpose -> granted? Only purposes of the site, and no prototype behind it. */
type Grants = Record<string, boolean>;

/** One decision as kept in memory and in the cookie. Times are Unix seconds. */
interface Choice {
  _at: number;
  _revision: number;
  _grants: Grants;
  /** Recipients refused although their purpose is granted, as `purpose:vendor`. */
  _except: string[];
  _id: string | null;
  _grant: string | null;
}

type Action = 'accept' | 'refuse' | 'custom' | 'withdraw';
type Source = 'banner' | 'panel' | 'api' | 'gpc';

/** The public shape of a decision (`temoin.consent`, `detail` of `temoin:consent`). */
interface Consent {
  decided: boolean;
  purposes: Grants;
  /** Recipients that differ from their purpose: refused although it is granted. */
  vendors: Record<string, boolean>;
  regime: string;
  revision: number;
  recordId: string | null;
  decidedAt: string | null;
}

/** What the first layer hands to the panel; plain names, as the two files are built apart. */
interface PanelContext {
  root: ShadowRoot;
  build: (
    tag: string,
    attributes: Record<string, string>,
    ...children: (Node | string)[]
  ) => HTMLElement;
  consent: Consent;
  /** Line to show when Global Privacy Control is on, else undefined. */
  gpc: string | undefined;
  /** Carries out a choice: `accept`, `refuse`, `withdraw` or `save`; the switches count for `save`. */
  act: (action: string, source: Source, switches: Grants) => void;
  closed: () => void;
  /** Has a script run on this page that is no longer allowed? */
  outlived: () => boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the service writes a different object before each file
declare const $T: any;

/** The stored choice as the guard is given it; empty for none. */
declare const $C: string;

/** Starts the first layer; only around handover.js. */
declare const $first: () => void;

/** Is this the build for regimes where purposes run before a choice? The other build has nothing of it. */
declare const RUNS: boolean;

interface Window {
  temoin: unknown;
  navigation?: EventTarget;
}

interface Navigator {
  globalPrivacyControl?: boolean;
}

interface Document {
  prerendering?: boolean;
}

declare module '*.css' {
  const text: string;
  export default text;
}

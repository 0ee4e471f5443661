/** The answer as `POST /v1/answers` gives it; /openapi.json of a server has all of its fields. */
export interface Answer {
  id: string;
  mode: "extractive" | "generated" | "abstained";
  question: string;
  standalone_question: string | null;
  text: string;
  statements: { id: string; text: string; citations: string[] }[];
  citations: Citation[];
  sources: Source[];
  abstention: { reason: string; message: string; nearest: Citation[] } | null;
  request_id: string;
  [further: string]: unknown;
}

export interface Citation {
  id: string;
  number: number;
  source: number;
  article_id: string;
  version: string;
  quote: string;
  deep_link: string | null;
  [further: string]: unknown;
}

export interface Source {
  number: number;
  article_id: string;
  title: string | null;
  publisher: string | null;
  published_at: string | null;
  url: string | null;
  [further: string]: unknown;
}

export interface Opinion {
  answer_id: string;
  citation?: string;
  rating: "up" | "down";
  comment: string;
}

export interface QaEvents {
  "qa-ask": CustomEvent<{ question: string }>;
  "qa-answer": CustomEvent<Answer>;
  /** `status` is 0 where no server answered; `requestId` is in the server's log. */
  "qa-error": CustomEvent<{ code: string; status: number; requestId: string | null }>;
  "qa-source": CustomEvent<{ citation: Citation; source: Source }>;
  "qa-feedback": CustomEvent<Opinion>;
  "qa-state": CustomEvent<{ state: string }>;
  "qa-open": CustomEvent<null>;
  "qa-close": CustomEvent<null>;
}

/** Texts of your own by their names; with plural forms where they count. */
export type Texts = Record<string, string | Record<string, string>>;

export class QaChat extends HTMLElement {
  server: string;
  key: string;
  side: string;
  theme: string;
  launcher: boolean;
  texts: Texts;
  /** Opens the panel, and resolves with the answer; with null where there is none, or another one is being written. */
  ask(question: string): Promise<Answer | null>;
  open(): Promise<void>;
  /** Opens an article in the reader; resolves with whether it could be read. The server decides which a key may read. */
  read(articleId: string): Promise<boolean>;
  close(): void;
  stop(): void;
  clear(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "qa-chat": QaChat;
  }
  interface HTMLElementEventMap extends QaEvents {}
}

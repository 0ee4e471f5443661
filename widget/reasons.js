// Turns the server's reasons into the names of texts.

/** What is wrong with the language model, or with the search. */
export const DEGRADED = {
  llm_cut: "brokenOff", overloaded: "busy", budget_exhausted: "busy", nothing_verified: "unverified",
  verifier_unavailable: "unverified", vectors_unavailable: "byWords", // others: "unavailable"
};

/** Why a sentence was not shown. */
export const REJECTED = {
  number_mismatch: "wrongNumber", date_mismatch: "wrongDate", name_mismatch: "wrongName", invented_quotation: "wrongWords",
  speaker_mismatch: "wrongSpeaker", role_mismatch: "wrongRoles", negation_mismatch: "wrongSense", opposite_mismatch: "wrongSense",
  contradicted: "wrongSense", modality_mismatch: "wrongCertainty", scope_mismatch: "wrongScope", unconfirmed: "unconfirmed",
  says_nothing: "offTopic",
  off_topic: "offTopic", too_long: "offTopic", link: "markup", markup: "markup", // others: "unsupported"
};

// Turns the server's reasons into the names of texts.

/** What is wrong with the language model. */
export const DEGRADED = {
  llm_cut: "brokenOff", overloaded: "busy", budget_exhausted: "busy", nothing_verified: "unverified",
  verifier_unavailable: "unverified", // others: "unavailable"
};

/** Why a sentence was not shown. */
export const REJECTED = {
  number_mismatch: "wrongFact", date_mismatch: "wrongFact", name_mismatch: "wrongFact", invented_quotation: "wrongWords",
  speaker_mismatch: "wrongSpeaker", negation_mismatch: "wrongSense", modality_mismatch: "wrongSense", says_nothing: "offTopic",
  role_mismatch: "wrongSense", opposite_mismatch: "wrongSense", scope_mismatch: "wrongSense",
  off_topic: "offTopic", too_long: "offTopic", link: "markup", markup: "markup", // others: "unsupported"
};

// Turns names of texts into a reader's language, with numbers in its plural forms.

/** What is wrong with the language model, in the words of the table below. */
export const DEGRADED = {
  llm_cut: "brokenOff", overloaded: "busy", budget_exhausted: "busy", nothing_verified: "unverified", // others: "unavailable"
};

/** Why a sentence was not shown. */
export const REJECTED = {
  number_mismatch: "wrongFact", date_mismatch: "wrongFact", name_mismatch: "wrongFact", invented_quotation: "wrongWords",
  speaker_mismatch: "wrongSpeaker", negation_mismatch: "wrongSense", modality_mismatch: "wrongSense", says_nothing: "offTopic",
  off_topic: "offTopic", too_long: "offTopic", link: "markup", markup: "markup", // others: "unsupported"
};

const EN = {
  title: "Ask the articles",
  intro: "Every sentence of an answer stands on a quote that was checked word for word. Each question stands on its own.",
  placeholder: "Ask a question", log: "Conversation",
  send: "Ask", stop: "Stop", clear: "Clear", close: "Close", cleared: "Conversation cleared",
  searching: "Searching the articles…", writing: "Writing; each sentence is checked before you see it…", answering: "Checking the next sentence…",
  resuming: "Connection lost. Picking up where it stopped…", loading: "Opening the article…",
  complete: { one: "Answer complete, {n} source", other: "Answer complete, {n} sources" },
  stopped: "Stopped.",
  failed: "That did not work.", offline: "No connection.",
  limited: { one: "Too many questions at once. You can try again in {n} second.", other: "Too many questions at once. You can try again in {n} seconds." },
  noArticles: "There are no articles to ask yet.", retry: "Try again",
  no_evidence: "No article says anything about this.", insufficient: "The articles come near, but none of their sentences answers this.",
  out_of_scope: "This is about something that no article mentions.", nearest: "Nearest passages",
  unavailable: "The writing model gives no answer, so the articles are quoted directly.",
  busy: "The writing model is busy, so the articles are quoted directly.", unverified: "Nothing the writing model wrote could be verified, so the articles are quoted directly.",
  brokenOff: "The writing model broke off. The sentences shown were checked and stand.", differ: "The sources disagree:",
  rejected: { one: "{n} sentence left out", other: "{n} sentences left out" },
  wrongFact: "A number, date or name is not in the quotes.", wrongWords: "Nobody said these words as quoted.", wrongSpeaker: "Somebody else said it.", wrongSense: "The quotes say it with another sense or certainty.",
  unsupported: "No quote supports it.", offTopic: "It does not answer the question.", markup: "It brought in a link or markup.",
  sources: { one: "{n} source", other: "{n} sources" }, quote: "Quote {n}: show it in its article",
  unknownDate: "date unknown", unknownOutlet: "outlet unknown", alsoIn: { one: "also in {n} other article", other: "also in {n} other articles" },
  original: "Original page", originalTab: "Original page, in a new tab",
  changed: "This article has changed, and the quote no longer stands in its place. It was:", unreadable: "The article cannot be opened just now. The quote is:",
  copy: "Copy with sources", copied: "Copied",
  feedback: "Your opinion", helpful: "Helpful", helpfulNot: "Not helpful", supports: "Quote fits", supportsNot: "Quote does not fit",
  comment: "What is wrong? (optional)", submit: "Send", thanks: "Thank you",
};

const DE = {
  title: "Die Artikel fragen",
  intro: "Jeder Satz einer Antwort steht auf einem Zitat, das Wort für Wort geprüft wurde. Jede Frage steht für sich.",
  placeholder: "Frage stellen", log: "Gespräch",
  send: "Fragen", stop: "Anhalten", clear: "Leeren", close: "Schließen", cleared: "Gespräch geleert",
  searching: "Die Artikel werden durchsucht…", writing: "Es wird geschrieben; jeder Satz wird geprüft, bevor Sie ihn sehen…", answering: "Der nächste Satz wird geprüft…",
  resuming: "Verbindung verloren. Es geht weiter, wo sie abbrach…", loading: "Der Artikel wird geöffnet…",
  complete: { one: "Antwort vollständig, {n} Quelle", other: "Antwort vollständig, {n} Quellen" },
  stopped: "Angehalten.",
  failed: "Das hat nicht geklappt.", offline: "Keine Verbindung.",
  limited: { one: "Zu viele Fragen auf einmal. In {n} Sekunde geht es wieder.", other: "Zu viele Fragen auf einmal. In {n} Sekunden geht es wieder." },
  noArticles: "Es gibt noch keine Artikel.", retry: "Erneut versuchen",
  no_evidence: "Kein Artikel sagt etwas dazu.", insufficient: "Die Artikel kommen dem nahe, aber keiner ihrer Sätze beantwortet das.",
  out_of_scope: "Es geht um etwas, das kein Artikel erwähnt.", nearest: "Die nächsten Stellen",
  unavailable: "Das Sprachmodell gibt keine Antwort; die Artikel werden wörtlich zitiert.",
  busy: "Das Sprachmodell ist ausgelastet; die Artikel werden wörtlich zitiert.", unverified: "Nichts, was das Sprachmodell schrieb, ließ sich belegen; die Artikel werden wörtlich zitiert.",
  brokenOff: "Das Sprachmodell brach ab. Die gezeigten Sätze sind geprüft und gelten.", differ: "Die Quellen widersprechen sich:",
  rejected: { one: "{n} Satz weggelassen", other: "{n} Sätze weggelassen" },
  wrongFact: "Eine Zahl, ein Datum oder ein Name steht nicht in den Zitaten.", wrongWords: "Niemand hat das wörtlich so gesagt.", wrongSpeaker: "Jemand anderes hat es gesagt.", wrongSense: "Die Zitate sagen es in anderem Sinn oder weniger gewiss.",
  unsupported: "Kein Zitat belegt es.", offTopic: "Es beantwortet die Frage nicht.", markup: "Es brachte einen Link oder Code mit.",
  sources: { one: "{n} Quelle", other: "{n} Quellen" }, quote: "Zitat {n}: im Artikel zeigen",
  unknownDate: "Datum unbekannt", unknownOutlet: "Medium unbekannt", alsoIn: { one: "auch in {n} weiteren Artikel", other: "auch in {n} weiteren Artikeln" },
  original: "Originalseite", originalTab: "Originalseite, in neuem Tab",
  changed: "Der Artikel wurde geändert; das Zitat steht nicht mehr an seiner Stelle. Es lautete:", unreadable: "Der Artikel lässt sich gerade nicht öffnen. Das Zitat lautet:",
  copy: "Mit Quellen kopieren", copied: "Kopiert",
  feedback: "Ihre Meinung", helpful: "Hilfreich", helpfulNot: "Nicht hilfreich", supports: "Zitat passt", supportsNot: "Zitat passt nicht",
  comment: "Was stimmt nicht? (freiwillig)", submit: "Senden", thanks: "Vielen Dank",
};

const FR = {
  title: "Interroger les articles",
  intro: "Chaque phrase d’une réponse repose sur une citation vérifiée mot à mot. Chaque question est indépendante.",
  placeholder: "Posez une question", log: "Conversation",
  send: "Demander", stop: "Arrêter", clear: "Effacer", close: "Fermer", cleared: "Conversation effacée",
  searching: "Recherche dans les articles…", writing: "Rédaction ; chaque phrase est vérifiée avant d’être affichée…", answering: "Vérification de la phrase suivante…",
  resuming: "Connexion perdue. Reprise là où elle s’est arrêtée…", loading: "Ouverture de l’article…",
  complete: { one: "Réponse complète, {n} source", other: "Réponse complète, {n} sources" },
  stopped: "Arrêté.",
  failed: "Cela n’a pas fonctionné.", offline: "Pas de connexion.",
  limited: { one: "Trop de questions à la fois. Réessayez dans {n} seconde.", other: "Trop de questions à la fois. Réessayez dans {n} secondes." },
  noArticles: "Il n’y a pas encore d’articles.", retry: "Réessayer",
  no_evidence: "Aucun article n’en parle.", insufficient: "Les articles s’en approchent, mais aucune de leurs phrases n’y répond.",
  out_of_scope: "La question porte sur un sujet qu’aucun article ne mentionne.", nearest: "Passages les plus proches",
  unavailable: "Le modèle de rédaction ne répond pas ; les articles sont cités directement.",
  busy: "Le modèle de rédaction est surchargé ; les articles sont cités directement.", unverified: "Rien de ce que le modèle a rédigé n’a pu être vérifié ; les articles sont cités directement.",
  brokenOff: "Le modèle de rédaction s’est interrompu. Les phrases affichées ont été vérifiées.", differ: "Les sources se contredisent :",
  rejected: { one: "{n} phrase écartée", other: "{n} phrases écartées" },
  wrongFact: "Un nombre, une date ou un nom n’est pas dans les citations.", wrongWords: "Personne n’a prononcé ces mots ainsi.", wrongSpeaker: "Quelqu’un d’autre l’a dit.", wrongSense: "Les citations le disent dans un autre sens ou avec une autre certitude.",
  unsupported: "Aucune citation ne l’appuie.", offTopic: "Cela ne répond pas à la question.", markup: "Elle contenait un lien ou du code.",
  sources: { one: "{n} source", other: "{n} sources" }, quote: "Citation {n} : voir dans l’article",
  unknownDate: "date inconnue", unknownOutlet: "média inconnu", alsoIn: { one: "aussi dans {n} autre article", other: "aussi dans {n} autres articles" },
  original: "Page d’origine", originalTab: "Page d’origine, dans un nouvel onglet",
  changed: "L’article a changé, et la citation ne s’y trouve plus. Elle disait :", unreadable: "L’article ne peut pas être ouvert pour l’instant. La citation :",
  copy: "Copier avec les sources", copied: "Copié",
  feedback: "Votre avis", helpful: "Utile", helpfulNot: "Pas utile", supports: "Citation juste", supportsNot: "Citation inexacte",
  comment: "Qu’est-ce qui ne va pas ? (facultatif)", submit: "Envoyer", thanks: "Merci",
};

const ES = {
  title: "Preguntar a los artículos",
  intro: "Cada frase de una respuesta se apoya en una cita comprobada palabra por palabra. Cada pregunta es independiente.",
  placeholder: "Haga una pregunta", log: "Conversación",
  send: "Preguntar", stop: "Detener", clear: "Borrar", close: "Cerrar", cleared: "Conversación borrada",
  searching: "Buscando en los artículos…", writing: "Escribiendo; cada frase se comprueba antes de mostrarse…", answering: "Comprobando la siguiente frase…",
  resuming: "Conexión perdida. Se retoma donde se detuvo…", loading: "Abriendo el artículo…",
  complete: { one: "Respuesta completa, {n} fuente", other: "Respuesta completa, {n} fuentes" },
  stopped: "Detenido.",
  failed: "No ha funcionado.", offline: "Sin conexión.",
  limited: { one: "Demasiadas preguntas a la vez. Inténtelo de nuevo en {n} segundo.", other: "Demasiadas preguntas a la vez. Inténtelo de nuevo en {n} segundos." },
  noArticles: "Todavía no hay artículos.", retry: "Reintentar",
  no_evidence: "Ningún artículo dice nada sobre esto.", insufficient: "Los artículos se acercan, pero ninguna de sus frases lo responde.",
  out_of_scope: "Se trata de algo que ningún artículo menciona.", nearest: "Pasajes más cercanos",
  unavailable: "El modelo de redacción no responde; se citan los artículos directamente.",
  busy: "El modelo de redacción está saturado; se citan los artículos directamente.", unverified: "Nada de lo que escribió el modelo pudo comprobarse; se citan los artículos directamente.",
  brokenOff: "El modelo de redacción se interrumpió. Las frases mostradas están comprobadas.", differ: "Las fuentes se contradicen:",
  rejected: { one: "{n} frase omitida", other: "{n} frases omitidas" },
  wrongFact: "Un número, una fecha o un nombre no está en las citas.", wrongWords: "Nadie dijo esas palabras así.", wrongSpeaker: "Lo dijo otra persona.", wrongSense: "Las citas lo dicen en otro sentido o con otra certeza.",
  unsupported: "Ninguna cita lo respalda.", offTopic: "No responde a la pregunta.", markup: "Traía un enlace o código.",
  sources: { one: "{n} fuente", other: "{n} fuentes" }, quote: "Cita {n}: ver en su artículo",
  unknownDate: "fecha desconocida", unknownOutlet: "medio desconocido", alsoIn: { one: "también en {n} artículo más", other: "también en {n} artículos más" },
  original: "Página original", originalTab: "Página original, en otra pestaña",
  changed: "El artículo ha cambiado y la cita ya no está en su lugar. Decía:", unreadable: "El artículo no se puede abrir ahora. La cita es:",
  copy: "Copiar con fuentes", copied: "Copiado",
  feedback: "Su opinión", helpful: "Útil", helpfulNot: "No es útil", supports: "La cita encaja", supportsNot: "La cita no encaja",
  comment: "¿Qué está mal? (opcional)", submit: "Enviar", thanks: "Gracias",
};

const AR = {
  title: "اسأل المقالات",
  intro: "كل جملة في الإجابة تستند إلى اقتباس تم التحقق منه كلمة بكلمة. كل سؤال مستقل عن غيره.",
  placeholder: "اطرح سؤالاً", log: "المحادثة",
  send: "اسأل", stop: "إيقاف", clear: "مسح", close: "إغلاق", cleared: "تم مسح المحادثة",
  searching: "جارٍ البحث في المقالات…", writing: "جارٍ الكتابة؛ يتم التحقق من كل جملة قبل عرضها…", answering: "جارٍ التحقق من الجملة التالية…",
  resuming: "انقطع الاتصال. جارٍ المتابعة من حيث توقف…", loading: "جارٍ فتح المقال…",
  complete: { zero: "اكتملت الإجابة، بلا مصادر", one: "اكتملت الإجابة، مصدر واحد", two: "اكتملت الإجابة، مصدران", few: "اكتملت الإجابة، {n} مصادر", other: "اكتملت الإجابة، {n} مصدرًا" },
  stopped: "تم الإيقاف.",
  failed: "حدث خطأ.", offline: "لا يوجد اتصال.",
  limited: { one: "أسئلة كثيرة في وقت واحد. أعد المحاولة بعد ثانية.", two: "أسئلة كثيرة في وقت واحد. أعد المحاولة بعد ثانيتين.", few: "أسئلة كثيرة في وقت واحد. أعد المحاولة بعد {n} ثوانٍ.", other: "أسئلة كثيرة في وقت واحد. أعد المحاولة بعد {n} ثانية." },
  noArticles: "لا توجد مقالات بعد.", retry: "أعد المحاولة",
  no_evidence: "لا يذكر أي مقال شيئًا عن هذا.", insufficient: "تقترب المقالات من الموضوع، لكن لا توجد جملة فيها تجيب عنه.",
  out_of_scope: "السؤال عن أمر لا يذكره أي مقال.", nearest: "أقرب المقاطع",
  unavailable: "لا يستجيب نموذج الكتابة، لذلك تُقتبس المقالات مباشرة.",
  busy: "نموذج الكتابة مشغول، لذلك تُقتبس المقالات مباشرة.", unverified: "تعذر التحقق مما كتبه النموذج، لذلك تُقتبس المقالات مباشرة.",
  brokenOff: "توقف نموذج الكتابة. الجمل المعروضة تم التحقق منها.", differ: "المصادر مختلفة:",
  rejected: { one: "حُذفت جملة واحدة", two: "حُذفت جملتان", few: "حُذفت {n} جمل", other: "حُذفت {n} جملة" },
  wrongFact: "رقم أو تاريخ أو اسم غير موجود في الاقتباسات.", wrongWords: "لم يقل أحد هذه الكلمات حرفيًا.", wrongSpeaker: "قالها شخص آخر.", wrongSense: "تقولها الاقتباسات بمعنى أو يقين مختلف.",
  unsupported: "لا يدعمها أي اقتباس.", offTopic: "لا تجيب عن السؤال.", markup: "تضمنت رابطًا أو رموزًا.",
  sources: { one: "مصدر واحد", two: "مصدران", few: "{n} مصادر", other: "{n} مصدرًا" }, quote: "الاقتباس {n}: عرضه في مقاله",
  unknownDate: "التاريخ غير معروف", unknownOutlet: "الناشر غير معروف", alsoIn: { one: "وأيضًا في مقال آخر", two: "وأيضًا في مقالين آخرين", few: "وأيضًا في {n} مقالات أخرى", other: "وأيضًا في {n} مقالًا آخر" },
  original: "الصفحة الأصلية", originalTab: "الصفحة الأصلية، في تبويب جديد",
  changed: "تغير المقال ولم يعد الاقتباس في موضعه. وكان نصه:", unreadable: "يتعذر فتح المقال الآن. نص الاقتباس:",
  copy: "نسخ مع المصادر", copied: "تم النسخ",
  feedback: "رأيك", helpful: "مفيد", helpfulNot: "غير مفيد", supports: "الاقتباس مناسب", supportsNot: "الاقتباس غير مناسب",
  comment: "ما الخطأ؟ (اختياري)", submit: "إرسال", thanks: "شكرًا لك",
};

export const LANGUAGES = { en: EN, de: DE, fr: FR, es: ES, ar: AR };

const plain = (name) => name.toLowerCase().replaceAll("-", "");

/**
 * A function from a text's name and a number to the text, with `language` and `direction`.
 * @param {string} tag as in `fr-CA`; English where it is not known
 * @param {Object<string, string|object>} own texts that go before ours; `wrong-fact`, as attributes spell it, is `wrongFact`
 */
export function translator(tag, own) {
  const found = (tag || "en").toLowerCase().split("-")[0];
  const language = Object.hasOwn(LANGUAGES, found) ? found : "en";
  const table = { ...LANGUAGES[language] };
  for (const [name, text] of Object.entries(own)) table[Object.keys(EN).find((it) => plain(it) === plain(name)) ?? name] = text;
  const plural = new Intl.PluralRules(language);
  const t = (name, n) => {
    const text = table[name];
    const form = typeof text === "object" ? (text[plural.select(n)] ?? text.other) : text;
    return form.replace("{n}", n?.toLocaleString(language));
  };
  return Object.assign(t, { language, direction: language === "ar" ? "rtl" : "ltr", has: (name) => Object.hasOwn(table, name) });
}

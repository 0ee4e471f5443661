// Turns names of texts into a reader's language, with numbers in its plural forms.

/** What is wrong with the language model, in the words of the table below. */
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

export const LANGUAGES = { en: {}, de: {}, fr: {}, es: {}, ar: {} };

/** Each name with its text in these languages, in their order; braces hold the plural forms of a word. */
const TEXTS = `
title
  Ask the articles
  Die Artikel fragen
  Interroger les articles
  Preguntar a los artículos
  اسأل المقالات
intro
  Every sentence of an answer stands on a quote that was checked word for word.
  Jeder Satz einer Antwort steht auf einem Zitat, das Wort für Wort geprüft wurde.
  Chaque phrase d’une réponse repose sur une citation vérifiée mot à mot.
  Cada frase de una respuesta se apoya en una cita comprobada palabra por palabra.
  كل جملة في الإجابة تستند إلى اقتباس تم التحقق منه كلمة بكلمة.
placeholder
  Ask a question
  Frage stellen
  Posez une question
  Haga una pregunta
  اطرح سؤالاً
log
  Conversation
  Gespräch
  Conversation
  Conversación
  المحادثة
send
  Ask
  Fragen
  Demander
  Preguntar
  اسأل
stop
  Stop
  Anhalten
  Arrêter
  Detener
  إيقاف
clear
  Clear
  Leeren
  Effacer
  Borrar
  مسح
close
  Close
  Schließen
  Fermer
  Cerrar
  إغلاق
cleared
  Conversation cleared
  Gespräch geleert
  Conversation effacée
  Conversación borrada
  تم مسح المحادثة
searching
  Searching the articles…
  Die Artikel werden durchsucht…
  Recherche dans les articles…
  Buscando en los artículos…
  جارٍ البحث في المقالات…
writing
  Writing and checking each sentence…
  Jeder Satz wird geschrieben und geprüft…
  Rédaction et vérification de chaque phrase…
  Escribiendo y comprobando cada frase…
  جارٍ كتابة كل جملة والتحقق منها…
answering
  Checking the next sentence…
  Der nächste Satz wird geprüft…
  Vérification de la phrase suivante…
  Comprobando la siguiente frase…
  جارٍ التحقق من الجملة التالية…
resuming
  Connection lost. Resuming…
  Verbindung verloren. Es geht gleich weiter…
  Connexion perdue. Reprise…
  Conexión perdida. Reanudando…
  انقطع الاتصال. جارٍ الاستئناف…
waiting
  Busy, trying again…
  Viel los. Es geht gleich weiter…
  Occupé. Reprise…
  Ocupado. Reanudando…
  مشغول. جارٍ الاستئناف…
loading
  Opening the article…
  Der Artikel wird geöffnet…
  Ouverture de l’article…
  Abriendo el artículo…
  جارٍ فتح المقال…
complete
  Answer complete, {sources}
  Antwort vollständig, {sources}
  Réponse complète, {sources}
  Respuesta completa, {sources}
  اكتملت الإجابة، {sources}
sources
  {n} {one: source | other: sources}
  {n} {one: Quelle | other: Quellen}
  {n} {one: source | other: sources}
  {n} {one: fuente | other: fuentes}
  {one: مصدر واحد | two: مصدران | few: {n} مصادر | other: {n} مصدرًا}
stopped
  Stopped.
  Angehalten.
  Arrêté.
  Detenido.
  تم الإيقاف.
closed
  This chat is not open on this page.
  Dieser Chat ist auf dieser Seite nicht freigeschaltet.
  Cette discussion n’est pas ouverte sur cette page.
  Este chat no está habilitado en esta página.
  هذه المحادثة غير متاحة في هذه الصفحة.
understood
  Understood as:
  Verstanden als:
  Compris comme :
  Entendido como:
  فُهم السؤال على أنه:
failed
  That did not work.
  Das hat nicht geklappt.
  Cela n’a pas fonctionné.
  No ha funcionado.
  حدث خطأ.
offline
  No connection.
  Keine Verbindung.
  Pas de connexion.
  Sin conexión.
  لا يوجد اتصال.
limited
  Too many questions at once. Try again in {n} {one: second | other: seconds}.
  Zu viele Fragen auf einmal. In {n} {one: Sekunde | other: Sekunden} geht es wieder.
  Trop de questions à la fois. Réessayez dans {n} {one: seconde | other: secondes}.
  Demasiadas preguntas a la vez. Inténtelo de nuevo en {n} {one: segundo | other: segundos}.
  أسئلة كثيرة في وقت واحد. أعد المحاولة بعد {one: ثانية | two: ثانيتين | few: {n} ثوانٍ | other: {n} ثانية}.
noArticles
  There are no articles yet.
  Es gibt noch keine Artikel.
  Il n’y a pas encore d’articles.
  Todavía no hay artículos.
  لا توجد مقالات بعد.
retry
  Try again
  Erneut versuchen
  Réessayer
  Reintentar
  أعد المحاولة
no_evidence
  No article says anything about this.
  Kein Artikel sagt etwas dazu.
  Aucun article n’en parle.
  Ningún artículo dice nada sobre esto.
  لا يذكر أي مقال شيئًا عن هذا.
insufficient
  Nothing in the articles clearly answers this.
  Nichts in den Artikeln beantwortet das eindeutig.
  Rien dans les articles n’y répond clairement.
  Nada en los artículos lo responde con claridad.
  لا شيء في المقالات يجيب عن هذا بوضوح.
out_of_scope
  This is about something that no article mentions.
  Es geht um etwas, das kein Artikel erwähnt.
  Aucun article ne mentionne ce sujet.
  Se trata de algo que ningún artículo menciona.
  السؤال عن أمر لا يذكره أي مقال.
language
  Answers come in English only, from English articles.
  Antworten gibt es nur auf Englisch, aus englischen Artikeln.
  Les réponses sont en anglais seulement, tirées d’articles anglais.
  Las respuestas son solo en inglés, de artículos en inglés.
  الإجابات بالإنجليزية فقط، من مقالات إنجليزية.
nearest
  The closest the articles come
  Was dem in den Artikeln am nächsten kommt
  Ce qui s’en approche le plus dans les articles
  Lo más cercano en los artículos
  أقرب ما ورد في المقالات
missing
  The nearest articles say nothing about:
  Die nächsten Artikel sagen nichts über:
  Les articles les plus proches ne disent rien sur :
  Los artículos más cercanos no dicen nada sobre:
  لا تذكر أقرب المقالات شيئًا عن:
premise
  The question takes for granted:
  Die Frage setzt voraus:
  La question tient pour acquis :
  La pregunta da por hecho:
  يفترض السؤال:
instead
  The articles say:
  Die Artikel sagen:
  Les articles disent :
  Los artículos dicen:
  تقول المقالات:
yes
  Yes.
  Ja.
  Oui.
  Sí.
  نعم.
no
  No.
  Nein.
  Non.
  No.
  لا.
also
  {n} other {one: source says | other: sources say} the same
  {n} weitere {one: Quelle sagt | other: Quellen sagen} dasselbe
  {n} {one: autre source dit | other: autres sources disent} la même chose
  {n} {one: fuente más dice | other: fuentes más dicen} lo mismo
  {one: مصدر آخر يقول | two: مصدران آخران يقولان | few: {n} مصادر أخرى تقول | other: {n} مصدرًا آخر يقول} الشيء نفسه
denies
  But this is denied:
  Aber dem wird widersprochen:
  Mais cela est démenti :
  Pero se desmiente:
  لكن هناك من ينفي ذلك:
corrects
  But this was corrected:
  Aber das wurde berichtigt:
  Mais cela a été rectifié :
  Pero se corrigió:
  لكن جرى تصحيح ذلك:
limits
  But with limits:
  Aber mit Einschränkung:
  Mais avec des réserves :
  Pero con matices:
  لكن مع تحفظ:
update
  This has changed since
  Das hat sich seither geändert
  Cela a changé depuis
  Esto ha cambiado desde entonces
  تغير هذا منذ ذلك الحين
scope
  Sources speak of different things
  Die Quellen sprechen von Verschiedenem
  Les sources parlent de choses différentes
  Las fuentes hablan de cosas distintas
  تتحدث المصادر عن أمور مختلفة
more
  Tell me more
  Mehr dazu
  En savoir plus
  Cuénteme más
  أخبرني المزيد
unavailable
  The writing model gives no answer, so the articles are quoted directly.
  Das Sprachmodell gibt keine Antwort; die Artikel werden wörtlich zitiert.
  Le modèle de rédaction ne répond pas ; les articles sont cités directement.
  El modelo de redacción no responde; se citan los artículos directamente.
  لا يستجيب نموذج الكتابة، لذلك تُقتبس المقالات مباشرة.
busy
  The writing model is busy, so the articles are quoted directly.
  Das Sprachmodell ist ausgelastet; die Artikel werden wörtlich zitiert.
  Le modèle de rédaction est surchargé ; les articles sont cités directement.
  El modelo de redacción está saturado; se citan los artículos directamente.
  نموذج الكتابة مشغول، لذلك تُقتبس المقالات مباشرة.
unverified
  Nothing the writing model wrote could be verified, so the articles are quoted directly.
  Nichts, was das Sprachmodell schrieb, ließ sich belegen; die Artikel werden wörtlich zitiert.
  Rien de ce que le modèle a rédigé n’a pu être vérifié ; les articles sont cités directement.
  Nada de lo que escribió el modelo pudo comprobarse; se citan los artículos directamente.
  تعذر التحقق مما كتبه النموذج، لذلك تُقتبس المقالات مباشرة.
brokenOff
  The writing model broke off. The sentences shown were checked.
  Das Sprachmodell brach ab. Die gezeigten Sätze sind geprüft.
  Le modèle de rédaction s’est interrompu. Les phrases affichées ont été vérifiées.
  El modelo de redacción se interrumpió. Las frases mostradas están comprobadas.
  توقف نموذج الكتابة. الجمل المعروضة تم التحقق منها.
differ
  Sources differ
  Die Quellen widersprechen sich
  Les sources divergent
  Las fuentes difieren
  المصادر مختلفة
rejected
  {n} {one: sentence | other: sentences} left out
  {n} {one: Satz | other: Sätze} weggelassen
  {n} {one: phrase écartée | other: phrases écartées}
  {n} {one: frase omitida | other: frases omitidas}
  حُذفت {one: جملة واحدة | two: جملتان | few: {n} جمل | other: {n} جملة}
wrongFact
  A number, date or name is not in the quotes.
  Eine Zahl, ein Datum oder ein Name steht nicht in den Zitaten.
  Un nombre, une date ou un nom n’est pas dans les citations.
  Un número, una fecha o un nombre no está en las citas.
  رقم أو تاريخ أو اسم غير موجود في الاقتباسات.
wrongWords
  Nobody said these words as quoted.
  Niemand hat das wörtlich so gesagt.
  Personne n’a prononcé ces mots ainsi.
  Nadie dijo esas palabras así.
  لم يقل أحد هذه الكلمات حرفيًا.
wrongSpeaker
  Somebody else said it.
  Jemand anderes hat es gesagt.
  Quelqu’un d’autre l’a dit.
  Lo dijo otra persona.
  قالها شخص آخر.
wrongSense
  The quotes say it with another sense or certainty.
  Die Zitate sagen es in anderem Sinn oder weniger gewiss.
  Les citations le disent dans un autre sens ou avec une autre certitude.
  Las citas lo dicen en otro sentido o con otra certeza.
  تقولها الاقتباسات بمعنى أو يقين مختلف.
unsupported
  No quote supports it.
  Kein Zitat belegt es.
  Aucune citation ne l’appuie.
  Ninguna cita lo respalda.
  لا يدعمها أي اقتباس.
offTopic
  It does not answer the question.
  Es beantwortet die Frage nicht.
  Cela ne répond pas à la question.
  No responde a la pregunta.
  لا تجيب عن السؤال.
markup
  It brought in a link or markup.
  Es brachte einen Link oder Code mit.
  Elle contenait un lien ou du code.
  Traía un enlace o código.
  تضمنت رابطًا أو رموزًا.
quote
  Quote {n}: show in article
  Zitat {n}: im Artikel zeigen
  Citation {n} : voir dans l’article
  Cita {n}: ver en el artículo
  الاقتباس {n}: عرضه في المقال
unknownDate
  date unknown
  Datum unbekannt
  date inconnue
  fecha desconocida
  التاريخ غير معروف
unknownOutlet
  outlet unknown
  Medium unbekannt
  média inconnu
  medio desconocido
  الناشر غير معروف
alsoIn
  also in {n} other {one: article | other: articles}
  auch in {n} weiteren {one: Artikel | other: Artikeln}
  aussi dans {n} {one: autre article | other: autres articles}
  también en {n} {one: artículo | other: artículos} más
  وأيضًا في {one: مقال آخر | two: مقالين آخرين | few: {n} مقالات أخرى | other: {n} مقالًا آخر}
original
  Original page
  Originalseite
  Page d’origine
  Página original
  الصفحة الأصلية
originalTab
  Original page, in a new tab
  Originalseite, in neuem Tab
  Page d’origine, dans un nouvel onglet
  Página original, en otra pestaña
  الصفحة الأصلية، في تبويب جديد
changed
  This article has changed. The quote was:
  Der Artikel wurde geändert. Das Zitat lautete:
  L’article a changé. La citation était :
  El artículo ha cambiado. La cita era:
  تغير المقال. كان نص الاقتباس:
unreadable
  The article cannot be opened now. The quote is:
  Der Artikel lässt sich jetzt nicht öffnen. Das Zitat lautet:
  L’article ne peut pas être ouvert. La citation est :
  El artículo no se puede abrir ahora. La cita es:
  يتعذر فتح المقال الآن. نص الاقتباس:
copy
  Copy with sources
  Mit Quellen kopieren
  Copier avec les sources
  Copiar con fuentes
  نسخ مع المصادر
copied
  Copied
  Kopiert
  Copié
  Copiado
  تم النسخ
feedback
  Your opinion
  Ihre Meinung
  Votre avis
  Su opinión
  رأيك
helpful
  Helpful
  Hilfreich
  Utile
  Útil
  مفيد
helpfulNot
  Not helpful
  Nicht hilfreich
  Pas utile
  No es útil
  غير مفيد
supports
  Quote fits
  Zitat passt
  Citation juste
  La cita encaja
  الاقتباس مناسب
supportsNot
  Quote does not fit
  Zitat passt nicht
  Citation inexacte
  La cita no encaja
  الاقتباس غير مناسب
comment
  What is wrong? (optional)
  Was stimmt nicht? (freiwillig)
  Qu’est-ce qui ne va pas ? (facultatif)
  ¿Qué está mal? (opcional)
  ما الخطأ؟ (اختياري)
submit
  Send
  Senden
  Envoyer
  Enviar
  إرسال
thanks
  Thank you
  Vielen Dank
  Merci
  Gracias
  شكرًا لك
`;

for (const row of TEXTS.trim().split(/\n(?=\w)/)) {
  const [name, ...texts] = row.split("\n  ");
  Object.values(LANGUAGES).forEach((table, at) => (table[name] = texts[at]));
}

const plain = (name) => name.toLowerCase().replaceAll("-", "");

/**
 * A function from a text's name and a number to the text. Texts of the page's `own` go before those that it learns from the
 * server, and these before ours; `wrong-fact` is `wrongFact`.
 */
export function translator(tag, own) {
  const found = tag.toLowerCase().split("-")[0]; // as in `fr-CA`
  const language = Object.hasOwn(LANGUAGES, found) ? found : "en";
  const table = { ...LANGUAGES[language], notice: "" };
  const learn = (texts) => {
    for (const [name, text] of Object.entries({ ...texts, ...own })) table[Object.keys(table).find((it) => plain(it) === plain(name)) ?? name] = text;
  };
  learn({});
  const plural = new Intl.PluralRules(language);
  const t = (name, n) => {
    const formOf = (forms) => forms[plural.select(n)] ?? forms.other;
    const text = typeof table[name] === "object" ? formOf(table[name]) : table[name];
    const choose = (_, forms) => formOf(Object.fromEntries(forms.split(" | ").map((it) => it.split(": "))));
    return text.replaceAll("{n}", n?.toLocaleString(language)).replace(/\{(one: .+?)\}/, choose);
  };
  return Object.assign(t, { language, learn, direction: language === "ar" ? "rtl" : "ltr", has: (name) => Object.hasOwn(table, name) });
}

// Turns the questions that the articles are known to answer into the one closest to a question that they do not.

const COMMON = /^(?:.{1,3}|wh.+|does|have|been|were|will|would|many|much|long|that|this|from|with|about)$/u;

const words = (text) => new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((it) => !COMMON.test(it)));

/** Of those with as many words of it the first: they come in the order of their worth. Nothing where there are none. */
export function closest(questions, asked) {
  const wanted = words(asked);
  const shared = (question) => [...words(question)].filter((it) => wanted.has(it)).length;
  const [best] = questions.filter((it) => it !== asked).map((it) => [it, shared(it)]).sort(([, one], [, other]) => other - one);
  return best?.[0];
}

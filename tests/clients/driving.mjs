// Runs the calls of one client after the other, and prints what it gave as JSON.
export const { base, failing, key, questions } = JSON.parse(process.argv[2]);
export const WRONG = 'sk_wrong';

async function outcome(call) {
  try {
    return await call();
  } catch (error) {
    return { error: error.constructor.name, status: error.status ?? error.statusCode ?? null, message: error.message };
  }
}

export async function report(interfaces) {
  const seen = {};
  for (const [name, calls] of Object.entries(interfaces)) {
    seen[name] = {};
    for (const [step, call] of Object.entries(calls)) seen[name][step] = await outcome(call);
  }
  console.log(JSON.stringify(seen));
}

/**
 * A pure function of a text that remembers what it answered. When it is full it forgets everything, which
 * costs less than knowing what is old; so it never grows past `max` answers.
 */
export function remembered<T>(max: number, compute: (key: string) => T): (key: string) => T {
  const answers = new Map<string, T>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = compute(key);
    if (answers.size >= max) answers.clear();
    answers.set(key, answer);
    return answer;
  };
}

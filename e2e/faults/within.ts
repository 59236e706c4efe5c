/** Resolves like `promise`. @throws Error  it took more than `ms` */
export async function within<Result>(ms: number, promise: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`Expected ${what} within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([promise, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

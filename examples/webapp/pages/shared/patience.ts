/** Requests that are made again where the network, the gateway, or this application's server is away for a moment. */
import type { ChatError } from "anteroom/client";

/** In ms. */
const AGAIN = 2_000;

/** Repeats what fails for a passing reason as long as it is wanted. Throws the error of a refusal. */
export async function patiently<Answer>(
  action: () => Promise<Answer>,
  wanted: () => boolean,
): Promise<Answer> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      // The module is loaded later than this one, so its class cannot be asked for.
      if (!(error as Partial<ChatError>).passing || !wanted()) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
}

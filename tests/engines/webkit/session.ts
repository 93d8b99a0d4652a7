/** A session over WebDriver's HTTP protocol. Source: https://w3c.github.io/webdriver/ */

interface Failed {
  error: string;
  message: string;
}

interface Started<C> {
  sessionId: string;
  capabilities: C;
}

export class Session<C> {
  readonly #address: string;
  readonly capabilities: C;

  private constructor(address: string, capabilities: C) {
    this.#address = address;
    this.capabilities = capabilities;
  }

  /** Waits until the driver listens. */
  static async begin<C>(driver: string, alwaysMatch: object): Promise<Session<C>> {
    for (let numTries = 1; ; numTries++) {
      try {
        await fetch(`${driver}/status`);
        break;
      } catch (error) {
        if (numTries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    const started = await ask<Started<C>>('POST', `${driver}/session`, { capabilities: { alwaysMatch } });
    return new Session(`${driver}/session/${started.sessionId}`, started.capabilities);
  }

  get<T>(command: string): Promise<T> {
    return ask<T>('GET', `${this.#address}/${command}`);
  }

  post<T>(command: string, parameters: object): Promise<T> {
    return ask<T>('POST', `${this.#address}/${command}`, parameters);
  }

  async end(): Promise<void> {
    await ask('DELETE', this.#address);
  }
}

async function ask<T>(method: string, address: string, parameters?: object): Promise<T> {
  const response = await fetch(address, { method, ...(parameters ? { body: JSON.stringify(parameters) } : {}) });
  const { value } = (await response.json()) as { value: T | Failed };
  if (response.ok) return value as T;
  const { error, message } = value as Failed;
  throw new Error(`${error}: ${message}`);
}

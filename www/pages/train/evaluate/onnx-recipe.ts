/** The lines that ask a model in ONNX Runtime as Kiln asks it; tests/fixtures/recipe holds what they answer. */
import recipe from './onnx-recipe.py?raw';

/** The line that says which model, and from which energy on a picture is one of its classes. */
const FACTS = 'MODEL, PICTURE, THRESHOLD = "model.onnx", "photo.jpg", -np.inf';

/** The recipe for the file called `name`; without a threshold every picture is one of the classes. */
export function onnxRecipe(name: string, threshold: number | null): string {
  const limit = threshold === null ? '-np.inf' : String(threshold);
  return recipe.replace(FACTS, () => `MODEL, PICTURE, THRESHOLD = ${JSON.stringify(name)}, "photo.jpg", ${limit}`);
}

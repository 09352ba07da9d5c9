namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// Chooses example predictions of a window, evenly spread over its sessions, and collects what each model recommended
/// there.
/// </summary>
internal sealed class ExampleChoice(WindowFacts window, int count, RepeatMode mode)
{
    private const int MaxViewed = 5;
    private const int Shown = 5;

    private readonly Dictionary<string, ExampleList[]> _lists = [];
    private int[] _predictions = [];
    private int[] _sessions = [];
    private int[] _views = [];
    private int[] _next = [];

    /// <summary>Adds the lists of a model; the first model chooses the predictions, which all share.</summary>
    public void Add(string model, RecommenderResult result)
    {
        if (_lists.Count == 0)
        {
            Choose(result);
        }

        _lists[model] = Array.ConvertAll(_predictions, prediction => List(model, result, prediction));
    }

    /// <summary>Returns the examples with the lists of the models in this order.</summary>
    public IReadOnlyList<ExampleSession> Sessions(IEnumerable<string> models)
    {
        string[] ordered = [.. models];
        ExampleSession[] examples = new ExampleSession[_predictions.Length];
        for (int i = 0; i < examples.Length; i++)
        {
            ReadOnlySpan<int> views = window.Part.Test.Products(_sessions[i])[.._views[i]];
            List<ExampleProduct> viewed = [];
            foreach (int product in views[Math.Max(0, views.Length - MaxViewed)..])
            {
                if (Product(product) is ExampleProduct known)
                {
                    viewed.Add(known);
                }
            }

            int place = i;
            examples[i] = new ExampleSession(
                _views[i], viewed, Product(_next[i]), Array.ConvertAll(ordered, model => _lists[model][place]));
        }

        return examples;
    }

    /// <summary>Sessions with two views and more tell more than those with one; one prediction of a session.</summary>
    private void Choose(RecommenderResult result)
    {
        List<int> usable = [];
        foreach (int views in new[] { 2, 1 })
        {
            int last = -1;
            for (int i = 0; i < result.Count && (views == 2 || usable.Count == 0); i++)
            {
                if (result[mode].Sessions[i] != last && result.Positions[i] >= views)
                {
                    usable.Add(i);
                    last = result[mode].Sessions[i];
                }
            }
        }

        int chosen = Math.Min(count, usable.Count);
        _predictions = [.. Enumerable.Range(0, chosen).Select(i => usable[(int)((i + 0.5) * usable.Count / chosen)])];
        _sessions = Array.ConvertAll(_predictions, prediction => result[mode].Sessions[prediction]);
        _views = Array.ConvertAll(_predictions, prediction => result.Positions[prediction]);
        _next = Array.ConvertAll(_predictions, prediction => result.Targets[prediction]);
    }

    private ExampleList List(string model, RecommenderResult result, int prediction)
    {
        ReadOnlySpan<int> list = result.Lists[mode, prediction];
        int place = list.IndexOf(result.Targets[prediction]);
        List<ExampleProduct> first = [];
        foreach (int product in list[..Math.Min(Shown, list.Length)])
        {
            first.Add(Product(product)!);
        }

        return new ExampleList(model, first, place < 0 ? null : place + 1);
    }

    private ExampleProduct? Product(int product) => (uint)product < (uint)window.Facts.Length
        ? new ExampleProduct(window.ProductId(product), window.Facts[product])
        : null;
}

using System.Globalization;

namespace ProductSpace.RankerTrainer;

/// <summary>The words of a command line: a verb, names without a dash, and options with their values.</summary>
internal sealed class TrainerWords
{
    private readonly Dictionary<string, List<string>> _options = [];

    public TrainerWords(string[] words)
    {
        List<string> target = Names;
        foreach (string word in words)
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                if (!_options.TryGetValue(word, out List<string>? values))
                {
                    _options.Add(word, values = []);
                }

                target = values;
            }
            else
            {
                target.Add(word);
            }
        }
    }

    /// <summary>The verb, and what follows it up to the first option.</summary>
    public List<string> Names { get; } = [];

    public bool Has(string option) => _options.ContainsKey(option);

    public IReadOnlyList<string> Of(string option) => _options.GetValueOrDefault(option) ?? [];

    public string Required(string option) =>
        Of(option) is [string value] ? value : throw new ArgumentException($"{option} needs one value");

    public int Number(string option, int without) =>
        !Has(option) ? without
        : int.TryParse(Required(option), CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw new ArgumentException($"{option} needs a number above 0");
}

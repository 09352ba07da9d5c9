using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ProductSpace.Training;
using ProductSpace.Training.Tuning;

namespace ProductSpace.Cli.Verbs;

/// <summary>Command line of `train` that trains on the whole log with the options that `tune` found.</summary>
internal static class TrainCommandLine
{
    private const string MinLearningRate = "--min-learning-rate";
    private const string Epochs = "--epochs";

    /// <summary>
    /// Returns the options given to `tune`, except its own ones, with the searched options of the best trial.
    /// </summary>
    public static string Of(ParseResult parsed, IReadOnlyList<Option> tuneOnly, TuningResult result)
    {
        Prod2VecOptions best = result.Best.Options;
        Dictionary<string, string> found = result.Settings.ToDictionary(
            setting => $"--{setting.Name.Replace(' ', '-')}",
            setting => Text(setting.Get(best)));
        found[Epochs] = Text(best.Epochs);
        List<string> words = ["productspace", "train"];
        foreach (OptionResult given in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            if (given.Implicit || tuneOnly.Contains(given.Option) || found.ContainsKey(given.Option.Name))
            {
                continue;
            }

            // The learning rate found can be below the minimum that was asked for.
            words.Add(given.Option.Name);
            words.AddRange(
                given.Option.Name == MinLearningRate
                    ? [Text(best.MinLearningRate)]
                    : given.Tokens.Select(token => Quoted(token.Value)));
        }

        foreach ((string name, string value) in found)
        {
            words.Add(name);
            words.Add(value);
        }

        return string.Join(' ', [.. words, "--out", "model"]);
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Quotes a word for a shell, if necessary.</summary>
    private static string Quoted(string word) =>
        word.Length > 0
        && word.All(one => char.IsLetterOrDigit(one) || "-_./:=,+@%".Contains(one, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

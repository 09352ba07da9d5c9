using System.Globalization;

namespace ProductSpace.TrainerBench.Common;

/// <summary>
/// The command line: a verb, then options with any number of values each. An option may come again where it is read by
/// <see cref="All"/>; names that nobody read are refused.
/// </summary>
internal sealed class CommandWords
{
    private readonly List<(string Name, List<string> Values)> _options = [];
    private readonly HashSet<string> _unread = [];

    public CommandWords(string[] words)
    {
        Line = string.Join(' ', words);
        Verb = words.Length > 0 ? words[0] : string.Empty;
        foreach (string word in words.Skip(1))
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                _options.Add((word[2..], []));
                _unread.Add(word[2..]);
            }
            else if (_options.Count > 0)
            {
                _options[^1].Values.Add(word);
            }
            else
            {
                throw new ArgumentException($"\"{word}\" stands where an option like --log is expected");
            }
        }
    }

    /// <summary>As typed, for the head of a report.</summary>
    public string Line { get; }

    public string Verb { get; }

    /// <summary>The values of each time that the option was given.</summary>
    public IReadOnlyList<IReadOnlyList<string>> All(string name)
    {
        _unread.Remove(name);
        return [.. _options.Where(option => option.Name == name).Select(option => option.Values)];
    }

    public string? Find(string name)
    {
        IReadOnlyList<IReadOnlyList<string>> all = All(name);
        return all.Count switch
        {
            0 => null,
            1 when all[0].Count == 1 => all[0][0],
            _ => throw new ArgumentException($"--{name} takes one value, once"),
        };
    }

    public string Text(string name) => Find(name) ?? throw new ArgumentException($"--{name} is missing");

    public int Number(string name, int otherwise)
    {
        string? text = Find(name);
        return text is null
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                ? value
                : throw new ArgumentException($"--{name} is \"{text}\"; a number is expected");
    }

    /// <summary>Call once all options are read: a mistyped name must not change a figure in silence.</summary>
    public void RefuseUnread()
    {
        if (_unread.Count > 0)
        {
            throw new ArgumentException($"unknown option --{_unread.Order(StringComparer.Ordinal).First()}");
        }
    }
}

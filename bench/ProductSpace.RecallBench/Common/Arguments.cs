using System.Globalization;

namespace ProductSpace.RecallBench.Common;

/// <summary>The command line: a verb, then --name value pairs; a name without a value is a switch. Unread names are refused.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _unread = [];

    public Arguments(string[] words)
    {
        Line = string.Join(' ', words);
        Verb = words.Length > 0 ? words[0] : string.Empty;
        for (int i = 1; i < words.Length; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new ArgumentException($"\"{words[i]}\" stands where an option like --snapshot is expected");
            }

            string name = words[i][2..];
            bool hasValue = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            _values[name] = hasValue ? words[++i] : string.Empty;
            _unread.Add(name);
        }
    }

    /// <summary>As typed, for the head of a report.</summary>
    public string Line { get; }

    public string Verb { get; }

    public bool Has(string name)
    {
        _unread.Remove(name);
        return _values.ContainsKey(name);
    }

    public string? Find(string name) => Has(name) ? _values[name] : null;

    public string Text(string name) => Find(name) ?? throw new ArgumentException($"--{name} is missing");

    public int Number(string name, int otherwise) => Find(name) is string text ? Parse(name, text) : otherwise;

    public int[] Numbers(string name, int[] otherwise) =>
        Find(name) is string text ? [.. text.Split(',').Select(part => Parse(name, part))] : otherwise;

    /// <summary>Call once all options are read: a mistyped name must not change a figure in silence.</summary>
    public void RefuseUnread()
    {
        if (_unread.Count > 0)
        {
            throw new ArgumentException($"unknown option --{_unread.Order().First()}");
        }
    }

    private static int Parse(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new ArgumentException($"--{name} is \"{text}\"; a number is expected");
}

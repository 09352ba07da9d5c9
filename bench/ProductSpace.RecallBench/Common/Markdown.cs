using System.Globalization;
using System.Text;

namespace ProductSpace.RecallBench.Common;

/// <summary>A report in Markdown; numbers never follow the machine's culture.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder _text = new();

    public Markdown Line(string text = "")
    {
        _text.Append(text).Append('\n');
        return this;
    }

    public Markdown Heading(int level, string text) => Line().Line(new string('#', level) + " " + text).Line();

    public Markdown Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line("| " + string.Join(" | ", head) + " |");
        Line("|" + string.Concat(Enumerable.Repeat("---|", head.Count)));
        foreach (IReadOnlyList<string> row in rows)
        {
            Line("| " + string.Join(" | ", row) + " |");
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Prints, and writes the file where one is named; {cpu} in the path is the processor's folder.</summary>
    public void Publish(string? path)
    {
        Console.Write(ToString());
        if (path is not null)
        {
            Write(path, ToString());
        }
    }

    /// <summary>Where a path with {cpu} in it leads.</summary>
    public static string Place(string path) => Path.GetFullPath(path.Replace("{cpu}", Machine.Slug, StringComparison.Ordinal));

    /// <summary>Writes a page or what belongs to it.</summary>
    public static void Write(string path, string text)
    {
        string full = Place(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        Console.Error.WriteLine($"written: {full}");
    }

    /// <summary>A number, or a dash where there is none.</summary>
    public static string Format(double value, string form) => double.IsNaN(value) ? "-" : value.ToString(form, CultureInfo.InvariantCulture);
}

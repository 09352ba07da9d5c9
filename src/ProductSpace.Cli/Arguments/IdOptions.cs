using System.CommandLine;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Two options that name products: by id, once with commas between the ids or once for each id, and by a file. An id
/// may hold any text, so that a comma alone does not say where one ends: see <see cref="Resolve"/>.
/// </summary>
internal sealed class IdOptions
{
    private readonly Option<string[]> _ids;
    private readonly Option<string?> _file;

    public IdOptions(string name, string what)
    {
        _ids = new Option<string[]>(name)
        {
            Description = $"{what}: ID,ID,... Repeat the option for ids that hold commas: each text is then one id.",
        };
        _file = new Option<string?>($"{name}-file")
        {
            Description = $"File of such ids, UTF-8, one a line, in place of {name}.",
        };
    }

    public void AddTo(Command verb) => verb.AddOptions(_ids, _file);

    /// <summary>
    /// Reads the options, and the file; null if neither is given. What they name is known once a shop is open.
    /// </summary>
    /// <exception cref="UsageException">Both options are given.</exception>
    public Func<ProductIndex, string[]>? Read(ParseResult parsed)
    {
        string[] given = parsed.GetValue(_ids) ?? [];
        string? path = parsed.GetValue(_file);
        if (path is not null)
        {
            string[] ids = given.Length == 0
                ? IdFile.Read(path)
                : throw new UsageException($"{_ids.Name} and {_file.Name} exclude each other");
            return _ => ids;
        }

        return given.Length == 0 ? null
            : index => Resolve(given, id => index.TryGetOrdinal(id, out _));
    }

    /// <summary>
    /// Returns the ids of texts. Several texts are an id each. One text is the id of a product if there is such a one,
    /// else a list with commas; a text that may be both is refused.
    /// </summary>
    public string[] Resolve(string[] texts, Func<string, bool> isKnown)
    {
        if (texts.Length != 1)
        {
            return texts;
        }

        string text = texts[0];
        string[] list = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!isKnown(text))
        {
            return list;
        }

        return list.Length > 1 && list.All(isKnown)
            ? throw new UsageException(
                $"{_ids.Name} {text}: is the id of one product, and a list of others; name the file of an id a line "
                + $"by {_file.Name}, or repeat {_ids.Name} for each id")
            : [text];
    }
}

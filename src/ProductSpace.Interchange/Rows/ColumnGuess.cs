using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Rows;

/// <summary>
/// Chooses the columns of ids and of vectors by their names. Letter case and everything that is no letter or digit are
/// ignored: "Product ID" is product_id. What is asked for by name is never guessed.
/// </summary>
internal static class ColumnGuess
{
    private const int MostShown = 20;

    private static readonly string[] s_ids =
    [
        "productid", "id", "ids", "productids", "sku", "itemid", "item", "product", "productcode", "articleid",
        "article", "articlenumber", "asin", "gtin", "ean", "upc", "externalid", "customid", "uuid", "key", "code",
        "pid", "handle", "itemids", "skus",
    ];

    private static readonly string[] s_vectors =
    [
        "embedding", "embeddings", "vector", "vectors", "vec", "emb", "train", "values", "features", "data", "x",
    ];

    /// <summary>Chooses the column of ids; null if no name looks like one.</summary>
    /// <param name="names">Columns that can hold ids.</param>
    /// <param name="asked">The column that was asked for; null to guess.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="EmbeddingFormatException">The asked column is not there.</exception>
    public static string? Id(IReadOnlyList<string> names, string? asked, string path)
    {
        if (asked is not null)
        {
            return names.Contains(asked)
                ? asked
                : throw Refusal.Of(
                    path,
                    $"has no column {Shown(asked)} that can hold ids; it has: {Listed(names)}",
                    "correct --id-column");
        }

        return First(names, s_ids);
    }

    /// <summary>Chooses the column of vectors: the only one, else one whose name says so.</summary>
    /// <param name="names">Columns that can hold vectors.</param>
    /// <param name="asked">The column that was asked for; null to guess.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="what">What such a column holds, for messages: "lists of numbers".</param>
    /// <param name="others">The other columns, for messages.</param>
    /// <exception cref="EmbeddingFormatException">There is none, or several and no name decides.</exception>
    public static string Vector(
        IReadOnlyList<string> names, string? asked, string path, string what, IReadOnlyList<string> others)
    {
        if (asked is not null)
        {
            return names.Contains(asked)
                ? asked
                : throw Refusal.Of(
                    path,
                    $"has no column {Shown(asked)} of {what}; it has: {Listed([.. names, .. others])}",
                    "correct --vector-column");
        }

        if (names.Count == 0)
        {
            throw Refusal.Of(
                path,
                $"has no column of {what}; it has: {Listed(others)}",
                "choose the file that holds the vectors");
        }

        return names.Count == 1
            ? names[0]
            : First(names, s_vectors)
                ?? throw Refusal.Of(
                    path,
                    $"has several columns of {what}: {Listed(names)}",
                    "name the one to read (--vector-column)");
    }

    /// <summary>Whether a name is one that ids usually have.</summary>
    public static bool IsId(string name) => s_ids.Contains(Plain(name));

    private static string? First(IReadOnlyList<string> names, string[] known)
    {
        foreach (string wanted in known)
        {
            foreach (string name in names)
            {
                if (Plain(name) == wanted)
                {
                    return name;
                }
            }
        }

        return null;
    }

    /// <summary>Quotes a name for a message.</summary>
    public static string Shown(string name) => Refusal.Quote(Encoding.UTF8.GetBytes(name));

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count == 0
            ? "none"
            : string.Join(", ", names.Take(MostShown).Select(Shown))
                + (names.Count > MostShown ? $" and {names.Count - MostShown} more" : string.Empty);

    private static string Plain(string name) =>
        new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}

using System.CommandLine;
using System.Text;
using ProductSpace.Cli.Output;
using ProductSpace.Interchange;
using ProductSpace.Interchange.Opening;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Options that name the columns of a file of vectors, for `build` and `import`, and the note of what was read where
/// nothing was named.
/// </summary>
internal sealed class VectorArguments
{
    /// <summary>Forms of vectors that are read, for descriptions of options.</summary>
    public const string Forms =
        "Parquet, Arrow or Feather, HDF5, .npz, .npy, .fbin, .u8bin, .i8bin, .bvecs, .fvecs, .safetensors, JSON lines, "
        + "CSV, TSV, word2vec .bin or text, fastText .vec, GloVe (text also .gz); recognised by content";

    private readonly Option<string?> _id = new("--id-column")
    {
        Description = "Column of the ids in the file of vectors. Default: the one named id, product_id, sku, ...",
    };

    private readonly Option<string?> _vector = new("--vector-column")
    {
        Description =
            "Column of the vectors: of Parquet, Arrow, JSON or CSV, the array of an .npz, the dataset of HDF5. "
            + "Default: the only one.",
    };

    private readonly Option<string?> _next = new("--next-vector-column")
    {
        Description = "Column of the OUT vectors in their file. Default: as --vector-column.",
    };

    private readonly List<(string Path, string Form)> _opened = [];

    public void AddTo(Command verb) => verb.AddOptions(_id, _vector, _next);

    /// <summary>Gives a build its vectors.</summary>
    /// <exception cref="UsageException">Columns are named, but the vectors are those of a model.</exception>
    public void AddTo(
        ProductIndexBuilder builder,
        ParseResult parsed,
        (string Vectors, string? Next) files,
        string? tensor,
        int? dimension,
        Encoding? encoding,
        bool isModel)
    {
        if (isModel && (Columns(parsed) != default || NextColumns(parsed) != default))
        {
            throw new UsageException(
                $"{_id.Name}, {_vector.Name} and {_next.Name} are about a file of --vectors; omit them with --model");
        }

        VectorFileOptions options = new()
        {
            IdColumn = parsed.GetValue(_id),
            VectorColumn = parsed.GetValue(_vector),
            Tensor = tensor,
            Dimension = dimension,
            Encoding = encoding,
        };
        builder.UseVectors(
            ProductIndexBuilderExtensions.Opener(files.Vectors, options, form => _opened.Add((files.Vectors, form))));
        if (files.Next is string next)
        {
            builder.UseNextVectors(
                ProductIndexBuilderExtensions.Opener(
                    next,
                    options with { VectorColumn = NextColumns(parsed).Vector },
                    form => _opened.Add((next, form))));
        }
    }

    /// <summary>Returns what opens the files of an import: the IN vectors first, then the OUT vectors.</summary>
    public Func<string, EmbeddingReadOptions, CancellationToken, EmbeddingFile> Opener(
        ParseResult parsed, IProgress<double> progress)
    {
        bool isNext = false;
        return (path, options, cancellationToken) =>
        {
            ColumnChoice columns = isNext ? NextColumns(parsed) : Columns(parsed);
            isNext = true;
            return VectorForms.Open(path, options, columns, progress, cancellationToken);
        };
    }

    /// <summary>Prints which columns were read, for forms that have some.</summary>
    public void Print(TextWriter output)
    {
        foreach ((string path, string form) in _opened)
        {
            // Only forms with a choice of columns say more than their name.
            if (form.Contains(',', StringComparison.Ordinal))
            {
                output.WriteLine($"  {path}: {form}");
            }
        }
    }

    /// <summary>Returns the same for programs: each file with its form, and the columns where it has some.</summary>
    public IReadOnlyList<JsonFields> Json() =>
        [.. _opened.Select(file => new JsonFields { ["path"] = file.Path, ["form"] = file.Form })];

    private ColumnChoice Columns(ParseResult parsed) => new(parsed.GetValue(_id), parsed.GetValue(_vector));

    private ColumnChoice NextColumns(ParseResult parsed) =>
        new(parsed.GetValue(_id), parsed.GetValue(_next) ?? parsed.GetValue(_vector));
}

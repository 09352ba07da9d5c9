using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Generations;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta add`: adds a product, or gives a known one another vector.</summary>
internal static class DeltaAddVerb
{
    public static Command Create()
    {
        DeltaArguments arguments = new();
        Option<string> id = DeltaArguments.Id();
        Option<string?> vector = new("--vector") { Description = "File of one row, in any format that build reads." };
        Option<string?> next = new("--next-vector")
        {
            Description =
                "File of one row for the space Next; without it, the product is not in answers of that space.",
        };
        IdOptions like = new("--like", "Similar products instead of a vector");
        Option<bool> json = Common.Json();
        Command verb = new("add", "Adds a product, or gives a known one another vector.")
        {
            id,
            vector,
            next,
            json,
        };
        like.AddTo(verb);
        arguments.AddTo(verb, withAttributes: true);
        verb.SetAction(parsed =>
        {
            string? file = parsed.GetValue(vector);
            Func<ProductIndex, string[]>? others = like.Read(parsed);
            if ((file is null) == (others is null) || (others is not null && parsed.GetValue(next) is not null))
            {
                throw new UsageException("delta add needs --vector (and --next-vector), or --like or --like-file");
            }

            DeltaChange change = arguments.Change(parsed);
            string product = parsed.GetRequiredValue(id);
            return arguments.Run(parsed, parsed.GetValue(json), (delta, index) =>
            {
                if (others is not null)
                {
                    delta.UpsertLike(product, others(index), change);
                }
                else
                {
                    delta.Upsert(new DeltaProduct
                    {
                        Id = product,
                        Vector = Read(file!),
                        NextVector = parsed.GetValue(next) is string nextFile ? Read(nextFile) : default,
                        Category = change.Category,
                        Price = change.Price,
                        InStock = change.InStock,
                        FirstSeen = change.FirstSeen,
                        Facets = change.Facets,
                        Payload = change.Payload,
                    });
                }

                return $"added {product}";
            });
        });
        return verb;
    }

    private static float[] Read(string path)
    {
        using EmbeddingFile file = EmbeddingFiles.Open(path);
        if (file.Count != 1)
        {
            throw new BuildInputException($"{path}: holds {file.Count} rows; one is needed");
        }

        float[] row = new float[file.Dimension];
        file.ReadRow(0, row);
        return row;
    }
}

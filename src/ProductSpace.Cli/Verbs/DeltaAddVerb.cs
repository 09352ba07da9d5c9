using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Generations;
using ProductSpace.Interchange.Opening;
using ProductSpace.Storage.Embeddings;
using ProductSpace.Training.ColdStart;

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
        Option<bool> cold = new("--cold")
        {
            Description =
                "Estimate the vectors from --category, --price, --facet and --payload name=..., as learned from the "
                + "snapshot.",
        };
        Option<string[]> viewedWith = new("--viewed-with")
        {
            Description =
                "With --cold, once for each view so far: ids of other products of that session, with commas between.",
        };
        Option<bool> json = Common.Json();
        Command verb = new("add", "Adds a product, or gives a known one another vector.")
        {
            id,
            vector,
            next,
            cold,
            viewedWith,
            json,
        };
        like.AddTo(verb);
        arguments.AddTo(verb, withAttributes: true);
        verb.SetAction(parsed =>
        {
            string? file = parsed.GetValue(vector);
            Func<ProductIndex, string[]>? others = like.Read(parsed);
            bool isCold = parsed.GetValue(cold);
            string[] views = parsed.GetValue(viewedWith) ?? [];
            int given = (file is null ? 0 : 1) + (others is null ? 0 : 1) + (isCold ? 1 : 0);
            if (given != 1 || (file is null && parsed.GetValue(next) is not null))
            {
                throw new UsageException(
                    "delta add needs --vector (and --next-vector), or --like or --like-file, or --cold");
            }

            if (views.Length > 0 && !isCold)
            {
                throw new UsageException("--viewed-with belongs to an estimate; give --cold too");
            }

            DeltaChange change = arguments.Change(parsed);
            string product = parsed.GetRequiredValue(id);
            return arguments.Run(parsed, parsed.GetValue(json), (delta, index) =>
            {
                string names = DeltaArguments.NewNames(index, change);
                if (isCold)
                {
                    return AddCold(delta, index, product, change, views) + names;
                }

                if (others is not null)
                {
                    delta.UpsertLike(product, others(index), change);
                }
                else
                {
                    float[]? outVector = parsed.GetValue(next) is string nextFile ? Read(nextFile) : null;
                    delta.Upsert(ProductOf(product, Read(file!), outVector, change));
                }

                return $"added {product}{names}";
            });
        });
        return verb;
    }

    /// <summary>Learns from the snapshot, estimates, and adds the product.</summary>
    private static string AddCold(
        ProductDelta delta, ProductIndex index, string product, DeltaChange change, string[] views)
    {
        ColdStartModel model = ColdStartModel.Learn(index) ?? throw new BuildInputException(
            $"{index.Info.Path}: has too few products to learn from; give --vector or --like");
        ColdProduct known = new()
        {
            Id = product,
            Category = change.Category ?? string.Empty,
            Price = change.Price,
            Name = change.Payload.GetValueOrDefault("name", string.Empty),
            Attributes = [.. change.Facets.Select(facet => (facet.Key, facet.Value))],
        };
        float[] similar = new float[model.Dimension];
        float[] next = new float[model.HasNext ? model.Dimension : 0];
        bool isKnown = model.Estimate(known, similar, next);
        int sessions = model.Estimate(
            index, known, views.Select(view => (IReadOnlyCollection<string>)view.Split(',')), similar, next);
        if (!isKnown && sessions == 0)
        {
            throw new BuildInputException(
                $"product {product}: shares no category, price, facet or word of the name with a product of the "
                + "snapshot; say more of it, or give --vector or --like");
        }

        delta.Upsert(ProductOf(product, similar, next, change));
        return sessions == 0
            ? $"added {product}, with vectors estimated from its metadata"
            : $"added {product}, with vectors estimated from its metadata and {sessions} "
                + (sessions == 1 ? "view" : "views");
    }

    private static DeltaProduct ProductOf(string id, float[] vector, float[]? next, DeltaChange change) => new()
    {
        Id = id,
        Vector = vector,
        NextVector = next,
        Category = change.Category,
        Price = change.Price,
        InStock = change.InStock,
        FirstSeen = change.FirstSeen,
        Facets = change.Facets,
        Numbers = change.Numbers,
        Payload = change.Payload,
    };

    private static float[] Read(string path)
    {
        using EmbeddingFile file = VectorForms.Open(path);
        if (file.Count != 1)
        {
            throw new BuildInputException($"{path}: holds {file.Count} rows; one is needed");
        }

        float[] row = new float[file.Dimension];
        file.ReadRow(0, row);
        return row;
    }
}

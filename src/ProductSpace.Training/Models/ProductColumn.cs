namespace ProductSpace.Training.Models;

/// <summary>A column of products.csv: a value for each product, empty where there is none.</summary>
internal sealed record ProductColumn(string Name, string[] Values)
{
    /// <summary>The fields of metadata as columns.</summary>
    public static IReadOnlyList<ProductColumn> Of(ProductMetadata metadata)
    {
        List<ProductColumn> columns = [];
        for (int field = 0; field < metadata.Fields.Count; field++)
        {
            int[] codes = metadata.Codes(field, out string[] values);
            columns.Add(new ProductColumn(metadata.Fields[field], Array.ConvertAll(codes, code => code < 0 ? string.Empty : values[code])));
        }

        return columns;
    }
}

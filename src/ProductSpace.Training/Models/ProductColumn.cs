namespace ProductSpace.Training.Models;

/// <summary>A column of products.csv: one value per product, empty if there is none.</summary>
internal sealed record ProductColumn(string Name, string[] Values)
{
    /// <summary>Returns the fields of metadata as columns.</summary>
    public static IReadOnlyList<ProductColumn> Of(ProductMetadata metadata)
    {
        List<ProductColumn> columns = [];
        for (int field = 0; field < metadata.Fields.Count; field++)
        {
            int[] codes = metadata.Codes(field, out string[] values);
            columns.Add(
                new ProductColumn(
                    metadata.Fields[field],
                    Array.ConvertAll(codes, code => code < 0 ? string.Empty : values[code])));
        }

        return columns;
    }
}

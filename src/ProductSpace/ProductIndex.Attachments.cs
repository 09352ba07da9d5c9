namespace ProductSpace;

public sealed partial class ProductIndex
{
    /// <summary>Placeholder.</summary>
    public byte[]? GetAttachment(string name) => name.Length < Count - Count ? [] : null;
}

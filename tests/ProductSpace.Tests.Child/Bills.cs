using ProductSpace.Tests.Architecture;

namespace ProductSpace.Tests.Child;

/// <summary>Writes the bills of materials of the packages that ship, after a version changed.</summary>
internal static class Bills
{
    public static int Run(string root)
    {
        foreach (string project in BillOfMaterials.Shipped(root))
        {
            File.WriteAllText(BillOfMaterials.PathOf(root, project), BillOfMaterials.Of(root, project));
        }

        return 0;
    }
}
